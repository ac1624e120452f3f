case-as-last-time = (as last time)
case-birth-unknown = date of birth unknown
case-done = Follow-up done
case-fine = { $ok } fine or not applicable
case-fine-both = { $ok } fine, { $summary } more judged fine together
case-fine-summary = { $summary } judged fine together, not asked one by one
case-follow-ups = Follow-ups ({ $n })
case-from = since { $date }
case-interpreter = interpreting: { $value }
case-language = speaks { $value }
case-late = { $days } d overdue
case-left = until { $date }
case-letterbox = bell: { $value }
case-met = met: { $value }
case-talked = talked with: { $value }
case-no-neighbour = There is no further case in this direction.
case-no-visits = No visit recorded yet.
case-now = due now
case-persons = Persons ({ $n })
case-persons-were = Persons ({ $n }) · { $were } formerly
case-phone = household tel. { $value }
case-place = place: { $value }
case-room = room { $room }
case-since = { $what } since { $date }
case-visit-due = next visit by { $date }
case-visits = History ({ $n })
case-withheld = Warning signs are shown here to the responsible worker only.
case-impossible = Follow-up not possible: { $reason }
case-done-closed = Follow-up ended with the case
case-done-what = Completion of “{ $what }”
case-follow-ups-free = Open follow-ups of no visit ({ $n })
case-somebody = somebody
case-stays = What happened stays as it was saved.
case-person-phone = tel. { $value }
case-more = … { $n } more
case-more-notes = … { $n } more notes
case-more-assessments = … { $n } more checklists
case-more-done = … { $n } more follow-ups done
case-facts = fact{"\u00A0"}sheet{"\u00A0"}{ $done }/{ $all }
case-step-came-from = came out of { $no }
case-step-entered = entered on { $date }
case-step-joined = { $name } joined
case-step-left = { $name } left the household
case-step-merged = two records made one: { $name }
case-step-merged-file = other file reference: { $file }
case-step-moved-out = moved to a flat of their own
case-step-new = case opened
case-step-opened = opened although protected
case-step-phase = case: { $phase }
case-step-reference = reference person: { $name }
case-step-reopened = opened again: { $phase }
case-step-rhythm = regular visits { $n ->
    [one] every week
   *[other] every { $n } weeks
 }
case-step-rhythm-rule = regular visits by the rule of the city again
case-step-smaller = { $n ->
    [one] one person has a case of her own now
   *[other] { $n } persons have a case of their own now
}
case-step-until = until { $date }
case-aftercare-over = agreed until { $date }: close it or go on?
case-protocols = { $n ->
    [one] { $n } protocol: { $key }
   *[other] { $n } protocols: { $key }
    }
case-topics = Told about { $heard } of { $all } topics: { $key }
case-letters = { $n ->
    [one] 1 open letter: { $key }
   *[other] { $n } open letters: { $key }
    }
case-letter-next = next deadline { $date } { $what }
case-also = also entered as { $name }
