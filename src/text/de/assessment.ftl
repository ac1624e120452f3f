assessment-level = Ergebnis
assessment-tested = Prüfung am
assessment-confirmed = Bestätigt von
assessment-confirmed-hint = Name, Stelle; nötig, wenn mietfähig
assessment-tested-hint = h, -1, 24.12.; nötig, wenn mietfähig
assessment-household = ganzer Haushalt
assessment-person-gone = wer nicht mehr im Haushalt lebt
assessment-not-begun = nicht begonnen
assessment-practising = in Übung
assessment-partly = teilweise
assessment-ready = mietfähig
assessment-proposal = Vorschlag: { $level } ({ $can } kann es, { $helped } mit Hilfe, { $not } noch nicht, { $open } offen)
assessment-undecided = { $proposal }. { $head }: Ergebnis wählen. { $save }: ohne Ergebnis speichern.
assessment-empty = Noch nichts beantwortet.
assessment-saved = Checkliste gespeichert
assessment-meanwhile = { $name } hat diese Checkliste inzwischen ausgefüllt. Das steht jetzt daneben. Noch einmal speichern setzt Ihre dahinter; beide bleiben.
assessment-whole-heading = Insgesamt
assessment-whole = Notiz und Wiedervorlage zum Ganzen
assessment-list = Checklisten
assessment-list-none = Noch keine Checkliste ausgefüllt. { $key } beginnt eine.
assessment-concerns = { $n ->
    [one] 1 offen
   *[other] { $n } offen
    }
assessment-open = Nicht besprochen: { $items }
assessment-no-certificate = Eine Bescheinigung gibt es erst mit dem Ergebnis »mietfähig«.
assessment-decided-since = Am { $day } wurde neu entschieden: { $level }. Eine Bescheinigung gibt es nur nach dem neuesten Ergebnis.
assessment-certificate = Bescheinigung: mietfähig
assessment-name = Name
assessment-of-household = Haushalt
assessment-seen = Das wurde gesehen:
assessment-head = Checkliste { $name }
assessment-no-rest = Hier wird jede Frage für sich beantwortet: Die Bescheinigung beruht darauf.
