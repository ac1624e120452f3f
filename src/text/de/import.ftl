import-progress = Einlesen
import-reason = Grund
import-unknown-column = Die Spalte »{ $column }« ist nicht bekannt und bleibt außen vor.
import-empty = Die Datei { $file } ist leer.
    .saved = Es wurde nichts geändert.
    .hint = In der ersten Zeile stehen die Überschriften, darunter je Person eine Zeile.
import-not-text = Die Datei { $file } ist keine Texttabelle.
    .saved = Es wurde nichts geändert.
    .hint = Speichern Sie die Tabelle als CSV.
import-bad-line = Zeile { $line } der Datei { $file } ist nicht lesbar: Anführungszeichen offen, Zeilenumbruch in einer Zelle oder mehr Zellen als Überschriften.
    .saved = Es wurde nichts geändert.
    .hint = Bringen Sie die Zeile in Ordnung und versuchen Sie es noch einmal.
import-bad = { $n ->
        [one] Eine Angabe stimmt nicht:
       *[other] { $n } Angaben stimmen nicht:
    }
    { $lines }
    .saved = Es wurde nichts geändert.
    .hint = Berichtigen Sie die Zeilen. Mit --skip-bad werden die anderen trotzdem übernommen.
import-cell = Zeile { $line }, Spalte »{ $column }«, Wert »{ $value }«: { $reason }
import-short = Zeile { $line }: { $expected } Spalten erwartet, { $found } gefunden.
import-more = … und { $n } weitere.
import-rejected = Ausgelassene Zeilen stehen mit Grund in { $file }.
import-done = { $persons ->
        [one] Eine Person
       *[other] { $persons } Personen
    } in { $households ->
        [one] einem neuen Haushalt
       *[other] { $households } neuen Haushalten
    } angelegt, { $known ->
        [one] eine war
       *[other] { $known } waren
    } schon da.
import-would = Probe: { $persons ->
        [one] Eine Person
       *[other] { $persons } Personen
    } in { $households ->
        [one] einem neuen Haushalt
       *[other] { $households } neuen Haushalten
    } { $persons ->
        [one] käme
       *[other] kämen
    } hinzu, { $known ->
        [one] eine ist
       *[other] { $known } sind
    } schon da. Es wurde nichts geändert.
import-alike = Zeile { $line }: vielleicht schon vorhanden als »{ $name }«. Bitte prüfen.
