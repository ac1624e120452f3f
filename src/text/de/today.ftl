today-begun = { $n } angefangen
today-by-home = nach Unterkunft
today-came = übernommen von { $name }
today-danger = { $n } dringend
today-due = { $n } heute
today-empty = Heute ist nichts fällig: keine Wiedervorlage, kein Besuch. { $key } zeigt die Fälle.
today-first-visit = Erstbesuch
today-for = für { $name }
today-group-news = { $n } übernommene Fälle
today-group-open = { $n } weitere, die schon möglich sind
today-group-overdue = { $n } weitere überfällig, am längsten seit { $days } T
today-group-overdue-visits = { $n } Besuche überfällig, der älteste seit { $days } T
today-group-today = { $n } Besuche heute fällig
today-group-week = { $n } weitere in dieser Woche
today-group-week-visits = { $n } Besuche in dieser Woche fällig
today-home = Unterkunft
today-last = zuletzt { $date }
today-late = seit { $days } T
today-late-short = { $days } T
today-missed = { $n }× nicht angetroffen
today-more = … { $n } weitere
today-name = Name
today-news = { $n } neu
today-now = heute
today-overdue = { $n } überfällig
today-room = Zi.
today-until = bis { $date }
today-visit = Besuch
today-visit-done = Ein Besuch ist erledigt, sobald er eingetragen ist: { $key }.
today-papers-done = Das ist erledigt, sobald das neue Papier eingetragen ist: { $key } öffnet die Papiere.
today-visits = { $n ->
    [one] { $n } Besuch
   *[other] { $n } Besuche
    }
today-week = { $n } diese Woche
today-what = Was
today-when = Wann
today-who = Für, bei
today-with = bei { $name }
today-nobody = ohne Zuständige
today-expires = { $n ->
    [one] { $paper } läuft ab
   *[other] { $paper } läuft ab ({ $n } Pers.)
    }
today-expired = { $n ->
    [one] { $paper } abgelaufen
   *[other] { $paper } abgelaufen ({ $n } Pers.)
    }
today-residence = Aufenthaltspapier
today-procedure = Frist im Verfahren
today-benefit = Leistungsbescheid
today-identity = Ausweis
today-health-cover = Krankenschutz
today-see-to = { $paper } klären
today-group-due = { $n } weitere heute
today-protocol-sign = Protokoll abzeichnen
today-protocol-feedback = Rückmeldung zum Protokoll einholen
today-letter = Frist: { $what }
