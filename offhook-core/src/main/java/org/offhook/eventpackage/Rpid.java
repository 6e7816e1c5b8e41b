package org.offhook.eventpackage;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Rich presence: RFC 4480. Its lists name things by empty elements. */
final class Rpid {

  static final XmlName ACTIVITIES = new XmlName(Namespace.RPID, "activities");
  static final XmlName MOOD = new XmlName(Namespace.RPID, "mood");

  private static final XmlName OTHER = new XmlName(Namespace.RPID, "other");
  private static final XmlName NOTE = new XmlName(Namespace.RPID, "note");

  private Rpid() {}

  /** The names in the lists of a kind; {@code other} is named by its text. */
  static List<String> names(XmlElement element, XmlName list) {
    var found = new ArrayList<String>();
    for (var names : element.children(list)) {
      for (var name : names.children()) {
        if (!name.is(NOTE)) {
          found.add(name.is(OTHER) && !name.text().isEmpty() ? name.text() : name.name().local());
        }
      }
    }
    return found;
  }

  /** Adds a name to the list of a kind, which is made if there is none. */
  static void add(List<XmlElement> extensions, XmlName list, String name) {
    var named = XmlElement.of(new XmlName(Namespace.RPID, name));
    for (int i = 0; i < extensions.size(); i++) {
      if (extensions.get(i).is(list)) {
        extensions.set(i, extensions.get(i).toBuilder().child(named).build());
        return;
      }
    }
    extensions.add(XmlElement.builder(list).child(named).build());
  }

  /** A preference from 0 to 1 with at most three decimals (RFC 3863 §4.1.5, RFC 3261 §25.1). */
  static String decimal(double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("a preference is 0 to 1, not " + value);
    }
    var rounded = BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
