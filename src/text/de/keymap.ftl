keymap-column-command = Befehl
keymap-column-help = Wirkung
keymap-column-keys = Tasten
keymap-group-checklist = Checkliste
keymap-group-dialog = Rückfragen
keymap-group-editing = Text bearbeiten
keymap-group-form = Formulare
keymap-group-general = Allgemein
keymap-group-move = Bewegen
keymap-group-records = Arbeiten

keymap-lint = Zeile { $line }, Spalte { $column } in »{ $file }«: { $problem }
keymap-lint-command = Den Befehl »{ $name }« gibt es nicht. Möglich sind zum Beispiel: { $possible }
keymap-lint-context = Die Tabelle »{ $name }« gibt es nicht. Möglich sind: { $possible }
keymap-lint-duplicate = Die Taste »{ $name }« steht in dieser Tabelle zweimal. Eine der beiden Zeilen bitte löschen.
keymap-lint-forbidden = Die Taste »{ $name }« kommt nicht auf jedem Rechner an.
keymap-lint-key = Die Taste »{ $name }« gibt es nicht. Richtig sind zum Beispiel: x, f2, ctrl-o, "g g"
keymap-lint-override = »{ $name }« hat sonst überall eine andere Bedeutung und fehlt in der Liste »overrides«.
keymap-lint-prefix = Mit »{ $name }« beginnt schon eine Tastenfolge, oder eine Tastenfolge beginnt mit einem Befehl. Bitte eine andere Taste nehmen.
keymap-lint-printable = »{ $name }« ist ein Zeichen und wird hier geschrieben; nur andere Tasten können hier Befehle sein.
keymap-lint-safe = Für »{ $name }« bleibt keine Taste, die auf jedem Rechner geht. Bitte eine einfache oder Strg-Taste dazunehmen.
keymap-lint-same-key = »{ $name }« kommt vom Rechner als »{ $other }« an; bitte so schreiben.
keymap-lint-syntax = Diese Stelle ist nicht lesbar. Erwartet wird: taste = "befehl".
keymap-lint-twin = »{ $name }« hat keine zweite Taste neben der Funktionstaste.
