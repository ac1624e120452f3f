followup-title = Wiedervorlage
followup-move-title = Wiedervorlage verschieben
followup-when-hint = h, +14, mo, 24.12., 12.2026
followup-stands = bisher { $date }
followup-saved = Wiedervorlage { $date } eingetragen
followup-moved = Wiedervorlage auf { $date } verschoben
followup-what = Wiedervorlage »{ $what }«
followup-what-moved = Neues Datum für »{ $what }«
