"""Two processes of four threads; nothing about requests is logged."""

bind = "127.0.0.1:8000"
workers = 2
threads = 4
worker_class = "gthread"
accesslog = None
loglevel = "critical"
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
forwarded_allow_ips = "127.0.0.1"
