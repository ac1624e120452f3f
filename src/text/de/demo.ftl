demo-progress = Übungsbüro
demo-owner = Anna Weber
demo-there = In { $folder } ist schon ein Büro.
    .saved = Es wurde nichts geändert.
    .hint = Öffnen Sie es mit »aid --office { $folder }« oder nennen Sie einen leeren Ordner.
demo-date = Die Zeit »{ $text }« ist nicht lesbar.
    .hint = Schreiben Sie zum Beispiel 2026-11-22T14:10.
demo-done = Übungsbüro mit { $persons } erfundenen Personen angelegt in { $folder }.
