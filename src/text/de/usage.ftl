usage-usage = Aufruf:
usage-name = Name
usage-command = BEFEHL
usage-commands = Befehle
usage-options = Optionen
usage-arguments = Angaben
usage-global = Überall möglich

usage-unknown-option = Die Option »{ $arg }« gibt es hier nicht.
usage-unknown-command = Den Befehl »{ $arg }« gibt es nicht.
usage-bad-value = Der Wert »{ $value }« ist für { $arg } nicht möglich.
usage-value-missing = Zu { $arg } fehlt ein Wert.
usage-missing = Es fehlt: { $arg }
usage-conflict = { $arg } und { $other } gehen nicht zusammen.
usage-no-command = Es fehlt der Befehl.
usage-encoding = Eine Angabe enthält Zeichen, die nicht lesbar sind.
usage-wrong = Dieser Aufruf ist nicht möglich.
usage-meant = Gemeint ist vielleicht: { $meant }
usage-possible = Möglich sind: { $values }
usage-see-help = Was möglich ist, zeigt --help hinter dem Befehl.

usage-value-answer = FRAGE=ANTWORT
usage-value-case = FALLNUMMER
usage-value-date = DATUM
usage-value-dir = ORDNER
usage-value-field = FELD
usage-value-file = DATEI
usage-value-followup = WAS=WANN
usage-value-format = FORM
usage-value-interpreter = SPRACHMITTLUNG
usage-value-keymap = BELEGUNG
usage-value-kind = ART
usage-value-lang = SPRACHE
usage-value-name = NAME
usage-value-names = NAMEN
usage-value-outcome = ERGEBNIS
usage-value-post = RAUM=ANTEIL
usage-value-query = SUCHE
usage-value-role = AUFGABE
usage-value-shell = SHELL
usage-value-socket = SOCKET
usage-value-text = TEXT
usage-value-theme = FARBEN
usage-value-time = UHRZEIT
usage-value-uid = NUMMER
usage-value-user = BENUTZER

usage-aid = AiD (Ankommen in Düren): die tägliche Arbeit der Sozialarbeit mit Geflüchteten.
    .office = Ordner des Büros (auch: AID_OFFICE)
    .socket = Socket des Servers (auch: AID_SOCKET)
    .lang = Sprache: de oder en (auch: AID_LANG)
    .keymap = Tastenbelegung: default, vim, emacs oder eine Datei
    .theme = Farben: Farbschema: colour, contrast oder mono
    .ascii = Nur mit ASCII-Zeichen zeichnen
    .help = Erklärt einen Befehl
    .version = Nennt die Fassung des Programms
usage-staff = Führt die Liste der Mitarbeitenden
usage-staff-add = Trägt jemanden ein oder ergänzt Aufgaben und Stellenanteile
    .user = Benutzername auf dem Server
    .name = Angezeigter Name
    .role = Aufgabe: worker, coordinator, dpo oder admin; mehrfach möglich
    .area = Raum mit Stellenanteil, zum Beispiel Nord=0,5; mehrfach möglich
    .from = Erster Tag; sonst heute
    .screen = Sprache des Bildschirms: de oder en
    .uid = Nummer des Benutzers, falls dieser Rechner ihn nicht kennt
usage-staff-list = Zeigt alle Mitarbeitenden
    .json = Als JSON
usage-staff-end = Beendet die Mitarbeit
    .user = Benutzername auf dem Server
    .until = Letzter Tag; sonst heute
usage-list = Listet auf, was Sie sehen dürfen
usage-list-cases = Fälle nach Namen
    .filter = Wörter, die vorkommen müssen; außerdem open, overdue, due, aftercare, ended, mine
    .json = Als JSON
usage-list-persons = Personen nach Fällen; wird als Ausgabe protokolliert
    .filter = Wörter, die in Namen oder Fallnummer vorkommen müssen
    .json = Als JSON
usage-list-visits = Besuche und Kontakte, die neuesten zuerst
    .filter = Wörter, die im Namen des Haushalts oder der Fachkraft vorkommen müssen
    .json = Als JSON
usage-list-followups = Offene Wiedervorlagen, die nächsten zuerst
    .filter = Wörter, die in Haushalt, Zuständigkeit oder Text vorkommen müssen
    .json = Als JSON
usage-find = Sucht Personen in jeder Schreibung, Fallnummern, Telefonnummern und Zimmer
    .text = Gesuchter Text; - liest ihn von der Standardeingabe
    .json = Als JSON
usage-visit = Besuche
usage-visit-add = Trägt einen Besuch ein
    .case = Fallnummer
    .find = Findet den Fall über einen Namen; - liest ihn von der Standardeingabe
    .kind = Art: first, regular oder aftercare; sonst wie im Formular
    .date = Tag; sonst heute
    .time = Uhrzeit; sonst jetzt, an früheren Tagen 12 Uhr
    .place = Ort; sonst die Unterkunft
    .met = Angetroffen: all oder Namen mit Komma; sonst die Bezugsperson
    .outcome = Ergebnis: met, not-met, refused oder moved
    .interpreter = Sprachmittlung: none, lay, professional, remote oder family
    .note = Liest die Notiz von der Standardeingabe
    .follow-up = Wiedervorlage, zum Beispiel "Anruf=+14"; SP4=+14 nimmt die Maßnahme der Frage; mehrfach möglich
    .json = Liest den Eintrag aus einer Datei; - ist die Standardeingabe
    .answer = Antwort, zum Beispiel SP4=attention; mehrfach möglich
    .rest-ok = Beantwortet den Rest zusammenfassend mit ok, nie die Warnzeichen
    .more = Antworten: ok, watch, attention, urgent, not-applicable.
        In der Notiz gehört eine Zeile, die mit einer Frage und Doppelpunkt beginnt (»SP4: ...«), zu dieser Frage.
        Angaben im JSON: id, case, find, kind, date, time, place, met, outcome, interpreter, answers, rest_ok, note, follow_ups.
        Was auf der Befehlszeile steht, können andere auf diesem Rechner sehen: Persönliches über die Standardeingabe geben.
usage-contact = Kurzkontakte
usage-contact-add = Trägt einen Kurzkontakt ein
    .case = Fallnummer
    .find = Findet den Fall über einen Namen; - liest ihn von der Standardeingabe
    .kind = Art: brief, phone, message, consultation oder accompaniment; sonst brief
    .date = Tag; sonst heute
    .time = Uhrzeit; sonst jetzt, an früheren Tagen 12 Uhr
    .place = Ort; sonst die Unterkunft
    .met = Mit wem: all oder Namen mit Komma; sonst die Bezugsperson
    .outcome = Ergebnis: met, not-met, refused oder moved
    .interpreter = Sprachmittlung: none, lay, professional, remote oder family
    .note = Liest die Notiz von der Standardeingabe
    .follow-up = Wiedervorlage, zum Beispiel "Anruf=+14"; mehrfach möglich
    .json = Liest den Eintrag aus einer Datei; - ist die Standardeingabe
    .field = Handlungsfeld, zum Beispiel housing
    .more = Angaben im JSON: id, case, find, kind, date, time, place, met, outcome, interpreter, field, note, follow_ups.
        Was auf der Befehlszeile steht, können andere auf diesem Rechner sehen: Persönliches über die Standardeingabe geben.
usage-backup = Sichert das Büro in eine Datei, während der Server läuft
    .file = Die Datei; sie darf noch nicht bestehen
    .plain = Unverschlüsselt; nur für ein eigenes Büro
usage-verify = Prüft, ob alle Daten unversehrt sind
usage-log = Zeigt, wer was gelesen und geändert hat (Datenschutz)
    .since = Erst ab diesem Tag
    .uid = Nur dieser Benutzer, nach Nummer
    .refused = Nur Abgelehntes
    .json = Als JSON
usage-doctor = Prüft Terminal, Zeichensatz, Tasten, Server und Rechte und sagt, was zu tun ist
usage-keys = Zeigt alle Tasten
    .format = Form: text oder markdown
usage-completions = Gibt die Ergänzungen für eine Shell aus
    .shell = bash, zsh, fish, elvish oder powershell
usage-man = Gibt die Handbuchseite aus
usage-value-seconds = SEKUNDEN
usage-serve = Führt ein Büro und beantwortet seine Anfragen
    .idle-exit = Endet nach so vielen Sekunden ohne Verbindung
    .name = Name des gemeinsamen Büros, das beim ersten Start entsteht
    .background = Von einem Programmfenster gestartet
