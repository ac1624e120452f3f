caseload-area = Area { $areas }
caseload-draft = Unfinished { $when }:
caseload-draft-unreadable = This draft cannot be read here: damaged or from a newer version of AiD. It stays kept.
caseload-draft-hidden = You can no longer look into this household. { $key } throws the draft away.
caseload-draft-hidden-row = { $form } (household no longer in sight)
caseload-draft-forget = Throw this draft away for good? It cannot be brought back, for you can no longer look into the household.
caseload-draft-forgotten = Draft thrown away for good
caseload-due = Due
caseload-empty = This is where the households in your care stand. There is none yet. { $key } adds the first one.
caseload-everybody = All areas
caseload-filter-aftercare = aftercare
caseload-filter-due = follow-up due
caseload-filter-ended = resting and closed
caseload-filter-everybody = all open ones
caseload-filter-open = open
caseload-filter-overdue = visit overdue
caseload-hits = { $n } found
caseload-home = Home
caseload-last-visit = last visited { $date }
caseload-load = { $persons ->
    [one] { $persons } person / { $fte } FTE ({ $percent } %)
   *[other] { $persons } persons / { $fte } FTE ({ $percent } %)
    }
caseload-mark-aftercare = A
caseload-matched = Match
caseload-name = Name
caseload-next-due = next due { $date }
caseload-next-visit = next visit by { $date }
caseload-no-visit = new
caseload-no-way-back = First screen. F10 quits AiD.
caseload-nobody-found = Nobody in this list has that name. { $key } searches everywhere.
caseload-none-of-these = No household is in this state right now. { $key } shows others.
caseload-open = Open
caseload-persons = Pers
caseload-persons-only = { $persons ->
    [one] { $persons } person
   *[other] { $persons } persons
    }
caseload-resume = You were busy with: { $what }. To go on: { $first }, then { $open }.
caseload-room = Room
caseload-room-no = room { $room }
caseload-search = Search:
caseload-sort-due = by due date
caseload-sort-home = by home
caseload-sort-visit = by visit
caseload-title = Cases
caseload-visit = Visit
caseload-sort-name = by name
caseload-everybody-own = All areas (own: { $areas })
