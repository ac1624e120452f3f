visit-saved = Besuch gespeichert
visit-empty = Noch nichts beantwortet. Noch einmal { $key } speichert so.
visit-outcome = Ergebnis
visit-kind = Art
visit-date = Datum
visit-time = Uhrzeit
visit-place = Ort
visit-met = angetroffen
visit-ok = ok
visit-watch = beob.
    .narrow = beob
visit-attention = Bedarf
    .narrow = Bed
visit-urgent-short = dringend
    .narrow = dring
visit-na = n. z.
    .narrow = nz
visit-can = kann es
    .narrow = kann
visit-with-help = mit Hilfe
    .narrow = Hilfe
visit-not-yet = noch n.
    .narrow = nicht
visit-note = Notiz:
visit-note-of = { $key } Notiz zu { $code }
visit-whole-heading = Besuch insgesamt
visit-whole = Notiz und Wiedervorlage zum ganzen Besuch
visit-measure = Maßnahme
visit-measure-empty = Bitte sagen, was zu tun ist, oder auch das Datum leeren.
visit-due = Wiedervorlage
visit-due-hint = +14, mo, 24.12.
visit-due-stands = leer: { $date }
visit-agreed = Maßnahme: { $what } · Wiedervorlage { $date }
visit-services = { $n ->
    [one] Dienst: { $names }
   *[other] Dienste: { $names }
    }
visit-last = zuletzt: { $rating } { $date }
visit-last-short = zul. { $rating } { $date }
visit-progress = { $done } von { $total } beantwortet
visit-progress-short = { $done } von { $total }
visit-progress-narrow = { $done }/{ $total }
visit-more = { $key } zeigt { $n } weitere Fragen
visit-more-warning = { $key } zeigt { $n } weitere Fragen, auch die Warnzeichen
visit-nobody-met = Niemand angetroffen: Es werden keine Fragen gespeichert.
visit-no-item = Hier gibt es nichts zu bewerten. Eine Notiz ist möglich.
visit-no-urgent = Diese Frage kennt kein »dringend«.
visit-urgent = Dringend: heute handeln. { $key } zeigt die Notrufnummern.
visit-escalates = Hier gilt jeder Hinweis als dringend.
visit-rest-ok = { $n ->
    [0] Es war keine Frage mehr offen.
    [one] Eine Frage zusammenfassend in Ordnung.
   *[other] { $n } Fragen zusammenfassend in Ordnung.
    }
visit-rest-ok-warning = { $n ->
    [0] Es war keine Frage mehr offen.
    [one] Eine Frage zusammenfassend in Ordnung. Warnzeichen bleiben offen: { $key } zeigt sie.
   *[other] { $n } Fragen zusammenfassend in Ordnung. Warnzeichen bleiben offen: { $key } zeigt sie.
    }
visit-unseen = { $n ->
    [one] Ein Bedarf steht noch da wie beim letzten Mal, ohne Maßnahme. Noch einmal { $key } speichert so.
   *[other] { $n } Bedarfe stehen noch da wie beim letzten Mal, ohne Maßnahme. Noch einmal { $key } speichert so.
    }
visit-like-last = { $n ->
    [0] Es gibt nichts zu übernehmen.
   *[other] { $n } Antworten wie zuletzt übernommen. Sie sind mit = markiert, bis Sie sie bestätigen.
    }
visit-lacks-answer = Hier steht etwas, aber die Bewertung fehlt.
visit-jump = Zur Frage:
visit-jump-nothing = Keine Frage passt dazu.
