form-birth = { $date } ({ $years } Jahre)
form-birth-year = nur das Jahr { $date } ({ $years } Jahre)
form-birth-fictive = { $date }, { $years } Jahre
form-offer = Entwurf { $time } – Eingabe öffnet ihn, Tippen beginnt neu; er bleibt
form-saved-already = Dieses Formular wurde hier oder in einer anderen Sitzung schon gespeichert. Was hier steht, ist als neuer Entwurf gesichert. Bitte zuerst im Verlauf nachsehen.
form-elsewhere = Dieser Entwurf ist auch an einem anderen Bildschirm offen.
form-saving = wird gespeichert …
form-kept = Entwurf { $time }
form-unkept = Entwurf nicht gesichert
form-wait = Wird gerade gespeichert. Esc schließt das Formular, es bleibt nichts liegen.
form-left = Nicht gespeichert. Der Entwurf bleibt und steht oben in der Fallliste.
form-discard = Den Entwurf verwerfen? Zurückholen lässt er sich nur, bis AiD beendet wird.
form-not-yet = Noch nicht gespeichert: Bitte die markierte Stelle prüfen.
form-last = Das war das letzte Feld. { $key } speichert.
form-no-code = »{ $part }« ist nicht bekannt. Möglich sind Namen und Kürzel.
form-window = { $due } ({ $from }–{ $until })
form-full = Das Feld ist voll. Nicht übernommen: { $n } Zeichen.
form-no-choice = Passt zu keinem Wert. Tab lässt den bisherigen stehen, Esc auch.
form-date-birth = Kein Datum. Möglich sind zum Beispiel 12.3.88, 12.1988 oder 1988.
form-date-past = Kein Datum. Möglich sind zum Beispiel h, gestern, -1 oder 24.12.
form-date-past-hint = h, gestern, -1, 24.12.
form-follow-up = Wiedervorlage { $date }
form-settled = { $n ->
    [one] 1 Wiedervorlage damit erledigt
   *[other] { $n } Wiedervorlagen damit erledigt
    }
form-went-on = Die Antwort ist eingetragen; das hier ist schon die nächste Frage.
form-no-choice-empty = Passt zu keinem Wert. Tab lässt das Feld leer, Esc auch.
form-emptied = Es stand nichts mehr darin: Der Entwurf ist weg.
form-former = { $name } (nicht mehr im Haushalt)
form-former-unnamed = frühere Person, nicht mehr zu nennen
form-former-left-out = War im Entwurf genannt, kann aber nicht mehr genannt werden. Gespeichert wird ohne diese Person.
form-nobody = zurzeit niemand im Haushalt
form-former-day = An diesem Tag nicht im Haushalt. Tag prüfen oder den Haken wegnehmen.
