"""What is watched and what it costs: alarms, dashboard, notifications, budget and its kill switch."""
