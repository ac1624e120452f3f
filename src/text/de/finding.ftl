finding-records = Die Datensätze stimmen nicht. Der Server baut sie beim nächsten Start aus dem Journal neu auf.
finding-journal = »{ $file }« ist beschädigt. Die Datensätze haben alles; »aid compact« ersetzt die Datei.
finding-gap = Im Journal fehlen Änderungen. Die Datensätze haben alles; »aid compact« legt ein neues Abbild an.
finding-snapshot = »{ $file }« ist beschädigt; »aid compact« legt ein neues Abbild an.
finding-log = Das Protokoll der Zugriffe ist ab Eintrag { $no } verändert worden.
finding-cut = Vom Journal wurden { $bytes } Bytes abgeschnitten, eine Änderung, die nicht vollständig war. Sie liegen in »{ $file }«. Fehlt etwas Gespeichertes, bitte die Technik verständigen.
finding-set-aside = »{ $file }« war beschädigt und ist ersetzt. Die Datei wird nach 7 Tagen oder mit »aid compact« gelöscht.
finding-foreign = »{ $file }« gehört nicht zum Büro.
