"""What people do, each act with Slack's rules for it; `Workspace` offers them all."""
