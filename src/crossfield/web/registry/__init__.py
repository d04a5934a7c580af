"""What work hangs on: fields and named interfaces, organisations and what an institution notes about them."""
