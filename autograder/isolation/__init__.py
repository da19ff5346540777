"""Student code apart from the tests: protocol, warm process, worker, engines, proxies."""
