-- One field changed a request: the value counts up.
local count = 0
local body = os.getenv("BENCH_BODY")
local mark = os.getenv("BENCH_MARK")

wrk.method = os.getenv("BENCH_METHOD")

function request()
    count = count + 1
    return wrk.format(nil, nil, nil, string.format(body, mark .. count))
end
