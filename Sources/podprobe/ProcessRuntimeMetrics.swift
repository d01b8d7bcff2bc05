import Metrics
import Runtimes

/// What the process runtime counts beside its operations.
struct ProcessRuntimeMetrics {
    let collectors: [any Collector]

    init(_ counters: ProcessRuntimeCounters) {
        collectors = [
            CounterCallback(
                "podprobe_process_runtime_started_total", "Processes started as a container's first process.",
                read: { counters.processesStarted.value }),
            CounterCallback(
                "podprobe_process_runtime_adopted_total",
                "Containers of an earlier podprobe that were found running and taken over.",
                read: { counters.containersAdopted.value }),
            CounterCallback(
                "podprobe_process_runtime_orphans_reaped_total", "Orphaned descendants of containers that were reaped.",
                read: { counters.orphansReaped.value }),
            CounterCallback(
                "podprobe_container_log_written_bytes_total", "Bytes written to container logs.",
                read: { counters.logBytesWritten.value }),
            CounterCallback(
                "podprobe_container_log_lines_lost_total",
                "Lines of containers that could not be written to their log, for instance because the disk is full.",
                read: { counters.logLinesLost.value }),
            CounterCallback(
                "podprobe_process_runtime_record_write_errors_total", "Container records that could not be written.",
                read: { counters.recordWriteFailures.value }),
        ]
    }
}
