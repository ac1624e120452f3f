needs-title = Bedarf und Maßnahmen
needs-form = Bedarf
needs-none = Noch kein Bedarf, kein Ziel und keine Stärke eingetragen. { $key } trägt den ersten Bedarf ein.
needs-field = Handlungsfeld
needs-what = Was
needs-severity = Dringlichkeit
needs-kind = Art
needs-since = Seit
needs-status = Stand
needs-word = Schritt
needs-kind-need = Bedarf
needs-kind-goal = Ziel
needs-kind-strength = Stärke
needs-status-open = offen
needs-status-under-way = in Arbeit
needs-status-met = erreicht
needs-status-dropped = aufgegeben
needs-of-visit = Aus Besuch { $date }, noch nicht aufgenommen
needs-closed = Abgeschlossen ({ $n })
needs-unserved = ohne Maßnahme
needs-from = seit { $date }
needs-changed = { $field }: { $was } → { $now }
needs-empty = leer
needs-impossible = nicht möglich: { $reason }
needs-done = erledigt { $date }
needs-steps = { $n ->
    [one] 1 Schritt
   *[other] { $n } Schritte
    }
needs-former = frühere Person
needs-yes = ja
needs-add-title = Neuer Bedarf
needs-edit-title = Bedarf ändern
needs-step-title = Schritt
needs-word-hint = bei »aufgegeben«: warum
needs-psychosocial = Psychosoziales ist immer vertraulich: nur für Sie und Ihre Vertretung.
needs-say = Was ist geschehen? Oder ein anderer Stand.
needs-saved-new = Bedarf eingetragen
needs-saved-edit = Änderung gespeichert, die frühere Fassung bleibt
needs-saved-step = Schritt gespeichert
needs-saved-met = Als erreicht eingetragen
needs-taken = Aus dem Besuch aufgenommen
needs-undo = Bedarf { $name }
needs-undo-measure = Maßnahme { $name }
needs-measure-title = Maßnahme
needs-measure-saved = Maßnahme { $date } vereinbart
needs-brief = Bedarf: { $fields }
needs-brief-unserved = { $n } ohne Maßnahme
needs-brief-goals = { $n ->
    [one] 1 Ziel
   *[other] { $n } Ziele
    }
needs-brief-field = { $field }{"\u00A0"}{ $n }
needs-brief-pressing = { $field }{"\u00A0"}{ $n } (dringend)
needs-more = … { $n } weitere Bedarfe
