latest-concerns = { $n ->
    [one] { $n } need
   *[other] { $n } needs
    }
latest-empty = This is where your recent visits and contacts stand. There is none yet.
latest-everybody = of everybody
latest-kind = Kind
latest-mine = own
latest-name = Name
latest-note = Note
latest-nothing-fits = Nothing here fits. Enter searches everywhere.
latest-search = Search:
latest-title = Recent visits
latest-when = When
latest-worker = By
