// An error page: what was being sent was not taken, so the draft of it stays.
try { sessionStorage.removeItem("draft-sent"); } catch { /* no store, no draft */ }
