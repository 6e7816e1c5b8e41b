package org.offhook.lab.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Samples by figure and stack, and their medians and spreads as a Markdown table. */
final class Figures {

  private final List<String> columns;
  private final Map<String, Map<String, List<Double>>> samples = new LinkedHashMap<>();

  Figures(List<String> columns) {
    this.columns = List.copyOf(columns);
  }

  void add(String figure, String column, double value) {
    System.out.printf(Locale.ROOT, "# %s, %s: %.3f%n", figure, column, value);
    samples
        .computeIfAbsent(figure, key -> new LinkedHashMap<>())
        .computeIfAbsent(column, key -> new ArrayList<>())
        .add(value);
  }

  /** The median; not a number if there are no samples. */
  double median(String figure, String column) {
    var sorted =
        samples.getOrDefault(figure, Map.of()).getOrDefault(column, List.of()).stream()
            .sorted()
            .toList();
    int size = sorted.size();
    return size == 0 ? Double.NaN : (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }

  /** Rows of figures, columns of stacks: median (least to most); the last column is the ratio. */
  String markdown() {
    var out = new StringBuilder("| figure |");
    columns.forEach(column -> out.append(' ').append(column).append(" |"));
    boolean ratio = columns.size() == 2;
    out.append(ratio ? " ratio |\n|---|" : "\n|---|");
    columns.forEach(column -> out.append("---:|"));
    out.append(ratio ? "---:|\n" : "\n");
    for (var row : samples.entrySet()) {
      out.append("| ").append(row.getKey()).append(" |");
      for (var column : columns) {
        out.append(' ').append(cell(row.getValue().getOrDefault(column, List.of()))).append(" |");
      }
      if (ratio) {
        double quotient =
            median(row.getKey(), columns.get(0)) / median(row.getKey(), columns.get(1));
        out.append(Double.isNaN(quotient) ? " |" : " " + number(quotient) + " |");
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String cell(List<Double> values) {
    if (values.isEmpty()) {
      return "–";
    }
    var sorted = values.stream().sorted().toList();
    int size = sorted.size();
    double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
    return size == 1
        ? number(median)
        : number(median) + " (" + number(sorted.getFirst()) + "–" + number(sorted.getLast()) + ")";
  }

  private static String number(double value) {
    if (Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
  }
}
