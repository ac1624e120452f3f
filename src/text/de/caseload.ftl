caseload-area = Raum { $areas }
caseload-draft = Angefangen { $when }:
caseload-draft-unreadable = Dieser Entwurf ist hier nicht lesbar: beschädigt oder aus einer neueren Version von AiD. Er bleibt gesichert.
caseload-draft-hidden = Diesen Haushalt können Sie nicht mehr einsehen. { $key } verwirft den Entwurf.
caseload-draft-hidden-row = { $form } (Haushalt nicht mehr einsehbar)
caseload-draft-forget = Diesen Entwurf endgültig verwerfen? Er lässt sich nicht zurückholen, denn den Haushalt können Sie nicht mehr einsehen.
caseload-draft-forgotten = Entwurf endgültig verworfen
caseload-due = Frist
caseload-empty = Hier stehen die Haushalte, die Sie betreuen. Es ist noch keiner eingetragen. { $key } legt den ersten an.
caseload-everybody = Alle Räume
caseload-filter-aftercare = Nachbetreuung
caseload-filter-due = Wiedervorlage fällig
caseload-filter-ended = ruhend und beendet
caseload-filter-everybody = alle offenen
caseload-filter-open = offen
caseload-filter-overdue = Besuch überfällig
caseload-hits = { $n } gefunden
caseload-home = Unterkunft
caseload-last-visit = zuletzt besucht { $date }
caseload-load = { $persons ->
    [one] { $persons } Person / { $fte } VZÄ ({ $percent } %)
   *[other] { $persons } Personen / { $fte } VZÄ ({ $percent } %)
    }
caseload-mark-aftercare = N
caseload-matched = Treffer
caseload-name = Name
caseload-next-due = nächste Frist { $date }
caseload-next-visit = nächster Besuch bis { $date }
caseload-no-visit = neu
caseload-no-way-back = Erster Bildschirm. F10 beendet AiD.
caseload-nobody-found = Niemand in dieser Liste heißt so. { $key } sucht überall.
caseload-none-of-these = Das trifft gerade auf keinen Haushalt zu. { $key } zeigt andere.
caseload-open = Offen
caseload-persons = Pers
caseload-persons-only = { $persons ->
    [one] { $persons } Person
   *[other] { $persons } Personen
    }
caseload-resume = Sie waren gerade bei: { $what }. Weiter: { $first }, dann { $open }.
caseload-room = Zi.
caseload-room-no = Zi. { $room }
caseload-search = Suchen:
caseload-sort-due = nach Frist
caseload-sort-home = nach Unterkunft
caseload-sort-visit = nach Besuch
caseload-title = Fälle
caseload-visit = Besuch
caseload-sort-name = nach Name
caseload-everybody-own = Alle Räume (eigener: { $areas })
