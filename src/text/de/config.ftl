config-unreadable = Die Datei »{ $file }« kann nicht gelesen werden. Ihre Einstellungen gelten nicht.
    .hint = Bitte ihre Rechte und ihren Zeichensatz (UTF-8) prüfen.
config-syntax = Zeile { $line } in »{ $file }« ist nicht lesbar. Die Einstellungen dieser Datei gelten nicht.
    .hint = Erwartet wird: einstellung = wert. Text steht in Anführungszeichen, Anmerkungen hinter #.
config-unknown = Zeile { $line } in »{ $file }«: Die Einstellung »{ $name }« gibt es nicht.
    .hint = Möglich sind: { $possible }
config-value = Zeile { $line } in »{ $file }«: Dieser Wert ist für »{ $name }« nicht möglich.
    .hint = { $name ->
        [language] Möglich sind "de" und "en", mit den Anführungszeichen.
        [idle_minutes] Möglich ist eine Zahl von 1 bis 60.
        [theme] Möglich ist ein Name in Anführungszeichen.
        [keymap] Möglich ist ein Name in Anführungszeichen.
       *[other] Möglich sind true und false.
    }
config-only-on = Zeile { $line } in »{ $file }«: »{ $name }« kann hier nicht ausgeschaltet werden.
    .hint = Die Zeile bitte löschen. Was für den ganzen Rechner gilt, legt die Technik fest.
config-backup-key = Zeile { $line } in »{ $file }«: Unter »backup_recipients« steht hier kein öffentlicher Schlüssel.
    .hint = Gemeint sind Schlüssel »age1…«, jeder in Anführungszeichen, zusammen in eckigen Klammern. »age-keygen -y« zeigt den öffentlichen zu einem geheimen; der geheime gehört nicht auf den Server.
config-theme = Zeile { $line } in »{ $file }«: Das Farbschema »{ $name }« gibt es nicht.
    .hint = Möglich sind: { $possible }
config-keymap = Zeile { $line } in »{ $file }«: Die Tastenbelegung »{ $name }« gibt es nicht, oder sie kann nicht gelesen werden.
    .hint = Möglich sind: { $possible } oder der Pfad einer Datei
