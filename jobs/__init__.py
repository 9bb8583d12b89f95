"""The clock: one process that sends what is due and runs what is planned. Any number may run; none leads."""
