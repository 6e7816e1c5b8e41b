package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a partial document of a conference into the state that is known: RFC 4575 §4.6. Elements are
 * found by name and key; those that tell what changed are merged, all others replaced.
 */
final class ConferenceMerge {

  private static final List<String> KEYS = List.of("entity", "id", "label");

  /** What makes an element the same as another one. */
  private record Key(XmlName name, String value) {

    static Key of(XmlElement element) {
      for (var key : KEYS) {
        Optional<String> value = element.attribute(key);
        if (value.isPresent()) {
          return new Key(element.name(), value.get());
        }
      }
      return new Key(element.name(), "");
    }
  }

  private ConferenceMerge() {}

  /** The element after a change that tells only a part of it. */
  static XmlElement merged(XmlElement known, XmlElement change) {
    Map<Key, List<XmlElement>> children = new LinkedHashMap<>();
    known
        .children()
        .forEach(
            child -> children.computeIfAbsent(Key.of(child), k -> new ArrayList<>()).add(child));
    Map<Key, List<XmlElement>> changes = new LinkedHashMap<>();
    for (var child : change.children()) {
      changes.computeIfAbsent(Key.of(child), key -> new ArrayList<>()).add(child);
    }
    changes.forEach(
        (key, news) -> {
          var now = new ArrayList<XmlElement>();
          var before = children.get(key);
          for (var one : news) {
            switch (ConferenceChange.of(one)) {
              case DELETED -> {
                // gone
              }
              case FULL -> now.add(one);
              case PARTIAL ->
                  now.add(
                      before == null ? one.with("state", null) : merged(before.getFirst(), one));
            }
          }
          if (now.isEmpty()) {
            children.remove(key);
          } else {
            children.put(key, now);
          }
        });
    var merged = XmlElement.builder(known.name());
    known.attributes().forEach(merged::attribute);
    change.attributes().forEach(merged::attribute);
    children.values().forEach(merged::children);
    return merged.build().with("state", null);
  }
}
