config-unreadable = Die Datei »{ $file }« kann nicht gelesen werden. Ihre Einstellungen gelten nicht.
config-syntax = Zeile { $line } in »{ $file }« ist nicht lesbar. Die Einstellungen dieser Datei gelten nicht.
config-unknown = Zeile { $line } in »{ $file }«: Die Einstellung »{ $name }« gibt es nicht.
config-value = Zeile { $line } in »{ $file }«: Dieser Wert ist für »{ $name }« nicht möglich.
config-only-on = Zeile { $line } in »{ $file }«: »{ $name }« kann hier nicht ausgeschaltet werden.
config-backup-key = Zeile { $line } in »{ $file }«: Unter »backup_recipients« steht hier kein öffentlicher Schlüssel.
    .hint = Gemeint sind Schlüssel »age1…«, jeder in Anführungszeichen, zusammen in eckigen Klammern. »age-keygen -y« zeigt den öffentlichen zu einem geheimen; der geheime gehört nicht auf den Server.
