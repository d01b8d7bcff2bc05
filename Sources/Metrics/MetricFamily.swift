import Synchronization

/// What a family is made of: a counter, a gauge or a histogram.
package protocol MetricCell: AnyObject, Sendable {
    /// What all cells of a family share: a histogram's bounds.
    associatedtype Shape: Sendable
    static var kind: MetricDescriptor.Kind { get }
    init(shape: Shape)
    /// Writes the series' samples, its cells summed.
    static func write(_ series: Series<Self>, shape: Shape, into exposition: inout Exposition)
}

/// One series: prepared label bytes, and the cells that are summed into its value.
package struct Series<Cell: MetricCell>: Sendable {
    package let labels: LabelSet
    /// Nearly every series has one cell only, so the list of more stays empty and costs nothing.
    let first: Cell
    var more: [Cell] = []
}

package typealias CounterFamily = MetricFamily<Counter>
package typealias GaugeFamily = MetricFamily<Gauge>
package typealias HistogramFamily = MetricFamily<Histogram>

/// Series of one name. Registering and removing take a lock and happen when probes and pods come and go; counting does
/// not know the family at all, and a scrape copies the list and writes without the lock.
package final class MetricFamily<Cell: MetricCell>: Collector {
    private struct Table {
        var series: [Series<Cell>] = []
        var positions: [LabelSet: Int] = [:]
    }

    package let descriptor: MetricDescriptor
    private let labels: [String]
    private let shape: Cell.Shape
    private let table = Mutex(Table())

    fileprivate init(_ name: String, _ help: String, labels: [String], shape: Cell.Shape) {
        descriptor = MetricDescriptor(name, Cell.kind, help)
        self.labels = labels
        self.shape = shape
    }

    /// The series with these label values, made at the first call; always the same object until it is removed.
    package func series(_ values: [String] = []) -> Cell {
        let key = LabelSet(names: labels, values: values)
        return table.withLock { table in
            if let position = table.positions[key] { return table.series[position].first }
            return append(key, to: &table)
        }
    }

    /// A further cell of the same series, for one loop alone; the cells are summed at a scrape.
    package func cell(_ values: [String] = []) -> Cell {
        let key = LabelSet(names: labels, values: values)
        return table.withLock { table in
            guard let position = table.positions[key] else { return append(key, to: &table) }
            let cell = Cell(shape: shape)
            table.series[position].more.append(cell)
            return cell
        }
    }

    private func append(_ key: LabelSet, to table: inout Table) -> Cell {
        let cell = Cell(shape: shape)
        table.positions[key] = table.series.count
        table.series.append(Series(labels: key, first: cell))
        return cell
    }

    /// The series is gone at the next scrape. Cells that someone still holds may be added to without effect.
    package func remove(_ values: [String]) {
        let key = LabelSet(names: labels, values: values)
        table.withLock { table in
            guard let position = table.positions.removeValue(forKey: key) else { return }
            let last = table.series.removeLast()
            guard position < table.series.count else { return }
            table.series[position] = last
            table.positions[last.labels] = position
        }
    }

    package var families: [MetricDescriptor] { [descriptor] }

    package func collect(into exposition: inout Exposition) {
        let series = table.withLock { $0.series }
        exposition.family(descriptor)
        for one in series { Cell.write(one, shape: shape, into: &exposition) }
    }
}

extension MetricFamily where Cell.Shape == Void {
    package convenience init(_ name: String, _ help: String, labels: [String] = []) {
        self.init(name, help, labels: labels, shape: ())
    }
}

extension MetricFamily where Cell == Histogram {
    package convenience init(_ name: String, _ help: String, labels: [String] = [], bounds: HistogramBounds) {
        self.init(name, help, labels: labels, shape: bounds)
    }
}
