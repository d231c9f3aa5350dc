"""Every write to journeys, in chapters: templates, the way of a journey, planning, steps, rounds over many."""
