case-as-last-time = (wie zuletzt)
case-birth-unknown = Geburtsdatum unbekannt
case-done = Wiedervorlage erledigt
case-fine = { $ok } in Ordnung oder nicht zutreffend
case-fine-both = { $ok } in Ordnung, { $summary } weitere zusammen als in Ordnung eingeschätzt
case-fine-summary = { $summary } zusammen als in Ordnung eingeschätzt, nicht einzeln gefragt
case-follow-ups = Wiedervorlagen ({ $n })
case-from = seit { $date }
case-interpreter = Sprachmittlung: { $value }
case-language = spricht { $value }
case-late = seit { $days } T überfällig
case-left = bis { $date }
case-letterbox = Klingel: { $value }
case-met = angetroffen: { $value }
case-talked = gesprochen mit: { $value }
case-no-neighbour = In dieser Richtung kommt kein weiterer Fall.
case-no-visits = Noch kein Besuch eingetragen.
case-now = jetzt fällig
case-persons = Personen ({ $n })
case-persons-were = Personen ({ $n }) · { $were } früher
case-phone = Tel. Haushalt { $value }
case-place = Ort: { $value }
case-room = Zi. { $room }
case-since = { $what } seit { $date }
case-visit-due = nächster Besuch bis { $date }
case-visits = Verlauf ({ $n })
case-withheld = Warnzeichen sieht hier nur die zuständige Fachkraft.
case-impossible = Wiedervorlage nicht möglich: { $reason }
case-done-closed = Wiedervorlage mit dem Fall beendet
case-done-what = Erledigung von »{ $what }«
case-follow-ups-free = Offene Wiedervorlagen ohne Besuch ({ $n })
case-somebody = jemand
case-stays = Was war, bleibt so stehen, wie es gespeichert wurde.
case-person-phone = Tel. { $value }
case-more = … { $n } weitere
case-more-notes = … { $n } weitere Notizen
case-more-assessments = … { $n } weitere Checklisten
case-more-done = … { $n } weitere erledigte Wiedervorlagen
case-facts = Datenblatt{"\u00A0"}{ $done }/{ $all }
case-step-came-from = hervorgegangen aus { $no }
case-step-entered = eingetragen am { $date }
case-step-joined = { $name } ist dazugekommen
case-step-left = { $name } ist nicht mehr im Haushalt
case-step-merged = zwei Einträge zusammengeführt: { $name }
case-step-merged-file = anderes Aktenzeichen: { $file }
case-step-moved-out = Auszug in eine eigene Wohnung
case-step-new = Fall angelegt
case-step-opened = trotz Schutz geöffnet
case-step-phase = Fall: { $phase }
case-step-reference = Bezugsperson: { $name }
case-step-reopened = wieder geöffnet: { $phase }
case-step-rhythm = Regelbesuche { $n ->
    [one] jede Woche
   *[other] alle { $n } Wochen
 }
case-step-rhythm-rule = Regelbesuche wieder nach der Regel der Stadt
case-step-smaller = { $n ->
    [one] eine Person hat jetzt einen eigenen Fall
   *[other] { $n } Personen haben jetzt einen eigenen Fall
}
case-step-until = bis { $date }
case-aftercare-over = vereinbart war sie bis { $date }: beenden oder verlängern?
case-protocols = { $n ->
    [one] { $n } Protokoll: { $key }
   *[other] { $n } Protokolle: { $key }
    }
case-topics = Information { $heard } von { $all } Themen: { $key }
case-letters = { $n ->
    [one] 1 offener Brief: { $key }
   *[other] { $n } offene Briefe: { $key }
    }
case-letter-next = nächste Frist { $date } { $what }
case-also = auch erfasst als { $name }
