package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What session level and media level have in common: c=, b=, i= and a= lines, read once. */
final class Level {

  final List<SdpLine> lines;
  final List<Attribute> attributes;
  final List<Connection> connections;
  final List<Bandwidth> bandwidths;
  final @Nullable Direction direction;

  /**
   * Reads the lines.
   *
   * @param numbers the line number of each, counted from 1
   */
  Level(List<SdpLine> lines, List<Integer> numbers, Faults faults) {
    this.lines = List.copyOf(lines);
    var attributeList = new ArrayList<Attribute>();
    var connectionList = new ArrayList<Connection>();
    var bandwidthList = new ArrayList<Bandwidth>();
    Direction found = null;
    for (int i = 0; i < lines.size() && !faults.refused(); i++) {
      faults.at(numbers.get(i));
      String value = lines.get(i).value();
      switch (lines.get(i).type()) {
        case 'a' -> {
          var attribute = Attribute.read(value, faults);
          attributeList.add(attribute);
          if (attribute.isDirection()) {
            if (found == null) {
              found = Direction.of(attribute.name());
            } else {
              // Tolerance: contradicting directions; the first one counts.
              faults.tolerate("more than one direction; the first one counts");
            }
          }
        }
        case 'c' -> addIfPresent(connectionList, Connection.read(value, faults));
        case 'b' -> addIfPresent(bandwidthList, Bandwidth.read(value, faults));
        default -> {}
      }
    }
    attributes = List.copyOf(attributeList);
    connections = List.copyOf(connectionList);
    bandwidths = List.copyOf(bandwidthList);
    direction = found;
  }

  private Level(Level other, List<SdpLine> lines) {
    this.lines = lines;
    this.attributes = other.attributes;
    this.connections = other.connections;
    this.bandwidths = other.bandwidths;
    this.direction = other.direction;
  }

  /** The same with another o= line in its place, the second; null if it is not there. */
  @Nullable Level withOrigin(Origin origin) {
    int last = 0;
    for (var line : lines) {
      int rank = LineEditor.sessionRank(line.type());
      if (rank < last || line.type() == 'k') {
        return null;
      }
      last = rank;
    }
    if (lines.size() < 2 || lines.get(1).type() != 'o') {
      return null;
    }
    var changed = lines.toArray(SdpLine[]::new);
    changed[1] = new SdpLine('o', origin.toString());
    return new Level(this, List.of(changed));
  }

  private static <T> void addIfPresent(List<T> list, @Nullable T value) {
    if (value != null) {
      list.add(value);
    }
  }

  Optional<Connection> connection() {
    return connections.stream().findFirst();
  }

  Optional<Attribute> attribute(String name) {
    for (var attribute : attributes) {
      if (attribute.name().equals(name)) {
        return Optional.of(attribute);
      }
    }
    return Optional.empty();
  }

  List<Attribute> attributes(String name) {
    return attributes.stream().filter(a -> a.name().equals(name)).toList();
  }

  Optional<String> text(char type) {
    for (var line : lines) {
      if (line.type() == type) {
        return Optional.of(line.value());
      }
    }
    return Optional.empty();
  }

  static List<Integer> numbers(int count) {
    var numbers = new ArrayList<Integer>(count);
    for (int i = 1; i <= count; i++) {
      numbers.add(i);
    }
    return numbers;
  }
}
