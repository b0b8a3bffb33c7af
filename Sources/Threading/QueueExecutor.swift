private import Dispatch

/// Lets an actor run on a serial dispatch queue, so that its blocking calls hold no thread of the cooperative pool.
/// (`DispatchSerialQueue`, which is an executor by itself, does not exist on Linux.)
///
/// A task that will soon call the actor may prefer the queue from its start: then it goes to and fro between the actor and the code around it
/// without a change of threads, each of which costs more than a short call.
package final class QueueExecutor: SerialExecutor, TaskExecutor {
    private let queue: DispatchQueue

    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            unsafe job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
