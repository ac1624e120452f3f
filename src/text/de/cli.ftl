cli-standard-input = Standardeingabe
cli-standard-output = Standardausgabe
cli-too-much = »{ $file }« ist zu lang: Möglich sind höchstens { $max } KiB.
    .saved = Es wurde nichts gesendet und nichts geändert.
    .hint = Bitte kürzen oder aufteilen und noch einmal versuchen.
cli-wrong-value = »{ $value }«: { $reason }

cli-find-nobody = Niemand gefunden.
cli-why-name = Name
cli-why-beginning = Namensanfang
cli-why-sound = klingt wie
cli-why-slip = ähnlich geschrieben
cli-why-case-no = Fallnummer
cli-why-form = andere Form des Namens
cli-why-file-ref = Aktenzeichen
cli-why-phone = Telefon
cli-why-room = Zimmer

cli-list-empty = Keine Einträge.
cli-head-action = Vorgang
cli-head-area = Raum
cli-head-born = Geboren
cli-head-case = Fall
cli-head-due = Besuch bis
cli-head-end = Bis
cli-head-fields = Felder
cli-head-from = Ab
cli-head-home = Unterkunft
cli-head-kind = Art
cli-head-languages = Sprachen
cli-head-last-visit = Letzter Besuch
cli-head-name = Name
cli-head-number = Nr.
cli-head-open = Offen
cli-head-outcome = Ergebnis
cli-head-owner = Zuständig
cli-head-persons = Pers.
cli-head-phase = Stand
cli-head-role = Aufgabe
cli-head-sex = G
cli-head-until = Fällig
cli-head-user = Benutzer
cli-head-what = Was
cli-head-when = Wann
cli-head-worker = Fachkraft

cli-role-worker = Fachkraft
cli-role-coordinator = Koordination
cli-role-dpo = Datenschutz
cli-role-admin = Technik

cli-silent = Der Server antwortet noch nicht. Es wird weiter gewartet; Strg-C bricht ab.
cli-staff-added = { $name } ({ $user }) ist eingetragen.
cli-staff-ended = { $user } ist bis { $date } eingetragen.
cli-staff-post = Erwartet wird ein Raum mit dem Anteil einer Stelle, zum Beispiel Nord=0,5.
cli-staff-unknown-user = Den Benutzer »{ $user }« kennt dieser Rechner nicht.
    .hint = Stattdessen geht seine Nummer; bei »aid staff add« mit --uid.

cli-entry-answer = Erwartet wird eine Frage mit ihrer Antwort, zum Beispiel SP4=attention.
cli-entry-follow-up = Erwartet wird, was wann zu tun ist, zum Beispiel "Kursplatz suchen=+14".
cli-entry-id = Die Kennung »id« hat 32 Ziffern von 0 bis f.
cli-entry-data = Zeile { $line }, Spalte { $column }: Diese Angabe gibt es hier nicht, oder ihr Wert passt nicht.
    .hint = Welche Angaben möglich sind, zeigt »aid visit add --help«.
cli-entry-empty = Der Eintrag ist leer. Er nennt mindestens den Fall.
    .saved = Es wurde nichts gespeichert.
    .hint = Zum Beispiel: {"{"}"case": "AiD-2026-0143", "rest_ok": true{"}"}
cli-entry-torn = Der Eintrag hört in Zeile { $line } mittendrin auf.
    .saved = Es wurde nichts gespeichert.
    .hint = Welche Angaben möglich sind, zeigt »aid visit add --help«.
cli-entry-json = Zeile { $line }, Spalte { $column }: Das ist kein JSON.
    .hint = Welche Angaben möglich sind, zeigt »aid visit add --help«.
cli-entry-kind = Diese Art gehört nicht hierher.
    .hint = Besuche trägt »aid visit add« ein, alles andere »aid contact add«.
cli-entry-no-case = Einen Fall { $no } gibt es nicht, oder er ist für Sie nicht freigegeben.
cli-entry-not-a-number = Das ist keine Fallnummer wie AiD-2026-0143.
cli-entry-one-reader = Von der Standardeingabe kann nur eines gelesen werden: Eintrag, Name oder Notiz.
cli-entry-person = »{ $name }« gehört nicht eindeutig zu diesem Haushalt. Zum Haushalt gehören: { $all }
    .saved = Es wurde nichts gespeichert.
cli-entry-several = Das trifft auf mehrere Fälle zu:
    { $list }
    .hint = Bitte die Fallnummer nennen.
cli-entry-which-case = Bitte die Fallnummer nennen oder mit --find einen Namen.
cli-visit-saved = Besuch gespeichert: { $name } · { $day }
cli-contact-saved = Kontakt gespeichert: { $name } · { $day }

cli-backup-done = »{ $file }« ist geschrieben und geprüft ({ $bytes } Byte). Die Datei ist nicht verschlüsselt.
cli-backup-damage = Nicht gesichert: Das Büro ist beschädigt.
    { $list }
    .hint = Bitte die Technik verständigen und ältere Sicherungen aufheben. »aid compact« ersetzt ein beschädigtes Journal oder Abbild.
cli-backup-plain = Für wen soll die Sicherung lesbar sein?
    .hint = --recipient SCHLÜSSEL verschlüsselt sie. --plain lässt sie unverschlüsselt; dann gehört die Datei auf einen verschlüsselten Datenträger.
cli-backup-recipient = Das ist kein öffentlicher Schlüssel.
    .hint = Nach --recipient steht ein Schlüssel »age1…« oder eine Datei mit solchen. »age-keygen« macht ein Paar.
cli-backup-sealed = »{ $file }« ist geschrieben und geprüft ({ $bytes } Byte). Lesen kann die Datei nur, wer einen der geheimen Schlüssel hat.
cli-backup-shared = Aus einem gemeinsamen Büro wird nichts unverschlüsselt gesichert.
    .hint = Ohne --plain wird die Sicherung für die Schlüssel verschlüsselt, die auf dem Server unter »backup_recipients« stehen.
cli-backup-wrong = Auf dem Datenträger steht etwas anderes, als der Server geschickt hat. Die Sicherung ist verworfen: »{ $file }«
    .hint = Bitte einen anderen Datenträger verwenden und die Technik verständigen.

cli-compact-done = Fertig. Was gelöscht wurde, steht jetzt in keiner Datei des Büros mehr. Ältere Sicherungen können es noch enthalten.
cli-verify-well = Alles in Ordnung. Gelesen: { $records } Datensätze, Änderungen bis { $changes }; Dateien: { $segments } Journal, { $snapshots } Abbild.
cli-verify-damage = Es wurden Schäden gefunden:
    { $list }
    .hint = Bitte die Technik verständigen. Die letzte Sicherung nicht überschreiben.

cli-log-refused = abgelehnt

cli-forced-not-here = Das geht über SSH nicht.
    .hint = Ohne Befehl öffnet sich das Programm. Sonst gehen: list, find, log, staff, rules, visit add, contact add, verify, compact, doctor, keys, completions, man; ohne --office, --socket und --keymap, Texte über die Standardeingabe.
cli-forced-words = Der Befehl ist zu lang oder nicht lesbar, oder ein Anführungszeichen ist offen.
    .hint = Lange Texte gehen über die Standardeingabe.

cli-first-done = Ihr Büro liegt in »{ $folder }«.
cli-first-cancelled = Es wurde kein Büro angelegt.

cli-no-terminal = Dieses Terminal ist nicht verwendbar: { $reason }
    .hint = »aid doctor« zeigt, woran es liegt. Befehle ohne Bildschirm zeigt »aid --help«.
cli-unknown-theme = Das Farbschema »{ $name }« gibt es nicht.

cli-restore-building = Büro wird aufgebaut
cli-key-none = In »{ $file }« steht kein Schlüssel, oder noch etwas anderes.
    .hint = Die Datei hat je Zeile einen Schlüssel, wie »age-keygen« sie schreibt.
cli-key-shared = »{ $file }« können auch andere lesen. Der geheime Schlüssel gehört nur in die Hände einer Person: chmod 600

cli-restore-checked = »{ $file }« ist vollständig und lesbar ({ $sealed ->
    [yes] verschlüsselt
   *[no] nicht verschlüsselt
    }). Darin: { $files } Dateien, { $bytes } Byte.
cli-restore-followed = Aus dem Journal { $count ->
    [one] kam eine Änderung
   *[other] kamen { $count } Änderungen
    } dazu.
cli-restore-foreign = Das Journal in »{ $file }« gehört nicht zu dieser Sicherung.
    .saved = Es wurde kein Büro angelegt.
    .hint = Bitte das Journal des Büros nennen, aus dem die Sicherung stammt.
cli-restore-gap = Zwischen Sicherung und Journal fehlen Änderungen: Die Sicherung reicht bis { $backup }, das Journal in »{ $file }« beginnt mit { $first }.
    .saved = Es wurde kein Büro angelegt.
    .hint = Bitte eine neuere Sicherung verwenden. Ohne --journal wird nur die Sicherung zurückgeholt.
cli-restore-hole = Das Journal ist nur bis zur Änderung { $safe } lesbar; von den späteren bis { $last } fehlt mindestens eine.
    .saved = Das Büro liegt bereit, mit allem bis zu dieser Änderung.
    .hint = Bitte die Technik verständigen und den Ordner des alten Journals aufheben.
cli-restore-key = »{ $file }« ist für einen anderen Schlüssel verschlüsselt.
    .saved = Es wurde kein Büro angelegt.
    .hint = --identity nennt die Datei mit dem geheimen Schlüssel.
cli-restore-locked = »{ $file }« ist verschlüsselt.
    .saved = Es wurde kein Büro angelegt.
    .hint = --identity nennt die Datei mit dem geheimen Schlüssel.
cli-restore-log = Das Protokoll wurde vor der Sicherung verändert, beim Eintrag { $entry }.
    .saved = Das Büro liegt bereit; die Daten selbst sind unversehrt.
    .hint = Bitte den Datenschutz verständigen.
cli-restore-no-journal = In »{ $file }« ist kein Journal.
    .saved = Es wurde kein Büro angelegt.
    .hint = Bitte den Ordner »journal« des alten Büros nennen.
cli-restore-done = Das Büro liegt wieder in »{ $folder }«, bis zur Änderung { $changes }. Alles ist geprüft.
cli-restore-newer = »{ $file }« hat eine neuere Fassung von AiD geschrieben.
    .hint = Bitte die neuere Fassung verwenden.
cli-restore-no-backup = »{ $file }« ist keine Sicherung eines Büros.
cli-restore-not-empty = Der Ordner »{ $folder }« ist nicht leer.
    .saved = Es wurde nichts verändert.
    .hint = Bitte einen leeren oder neuen Ordner nennen.
cli-restore-reading = Sicherung wird gelesen
cli-restore-torn = »{ $file }« ist beschädigt oder unvollständig.
    .saved = Es wurde kein Büro angelegt.
    .hint = Bitte eine andere Sicherung verwenden.
cli-restore-where = Wohin soll das Büro?
    .hint = --office ORDNER nennt einen leeren oder neuen Ordner.
cli-restore-wrong = Das wiederhergestellte Büro ist nicht unversehrt: { $details }
    .hint = Bitte eine andere Sicherung verwenden und die Technik verständigen.
cli-rules-names = Diese Regeln gibt es: { $list }.
cli-rules-range = Erwartet wird eine ganze Zahl von 1 bis { $most }, zum Beispiel shelter-weeks=6.
cli-rule-shelter = Wochen zwischen Besuchen in Unterkünften und städtischen Wohnungen
cli-rule-own-flat = Wochen zwischen Besuchen in eigenen Wohnungen
cli-rule-aftercare = Wochen zwischen Besuchen in der Nachbetreuung
cli-rule-first = Arbeitstage bis zum Erstbesuch
cli-rule-children = Arbeitstage bis zum Erstbesuch, wenn Kinder da sind
cli-rule-ratio = Personen je Vollzeitstelle
