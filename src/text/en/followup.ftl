followup-title = Follow-up
followup-move-title = Move the follow-up
followup-when-hint = h, +14, mo, 24.12., 12.2026
followup-stands = until now { $date }
followup-saved = Follow-up { $date } entered
followup-moved = Follow-up moved to { $date }
followup-what = Follow-up “{ $what }”
followup-what-moved = New date for “{ $what }”
