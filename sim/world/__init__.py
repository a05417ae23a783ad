"""Facts at day 0: facilities, customers, links, sectors, projects, prices."""
