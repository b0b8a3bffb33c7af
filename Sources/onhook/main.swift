print("onhook")
