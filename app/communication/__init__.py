"""How a guidance is told of: the communication plan with its texts, the courses, and the committee paper."""
