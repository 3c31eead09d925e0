"""`./studio chaos`: ends, stops and hangs what a film is made with, and counts what it cost the film."""
