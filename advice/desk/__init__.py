"""The desk's views: lists, opening a question, writing an answer, the coordinator's relaying."""
