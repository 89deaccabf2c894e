# winetests
