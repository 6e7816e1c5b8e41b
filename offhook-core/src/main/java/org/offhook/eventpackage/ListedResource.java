package org.offhook.eventpackage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One resource of a list: RFC 4662 §5.3. {@link ResourceList} has an example. */
public final class ListedResource extends XmlPart {

  static final XmlName RESOURCE = new XmlName(Namespace.RLMI, "resource");
  static final XmlName NAME = new XmlName(Namespace.RLMI, "name");

  ListedResource(XmlElement element) {
    super(element);
  }

  /** A resource; without instances nothing is known of it yet. */
  public static ListedResource of(String uri, List<ResourceInstance> instances) {
    var element = XmlElement.builder(RESOURCE).attribute("uri", uri);
    instances.forEach(instance -> element.child(instance.element()));
    return new ListedResource(element.build());
  }

  static void check(XmlElement element) {
    require(element, "uri");
    element.children(ResourceInstance.INSTANCE).forEach(ResourceInstance::check);
  }

  /**
   * The same with one more name for people.
   *
   * @param language such as {@code en}; empty where none is stated
   */
  public ListedResource named(String name, String language) {
    return new ListedResource(withName(element(), name, language));
  }

  /** An element with one more name, which stands before all else. */
  static XmlElement withName(XmlElement element, String name, String language) {
    var content = new ArrayList<XmlNode>(element.content());
    content.add(
        element.children(NAME).size(),
        XmlElement.builder(NAME)
            .attribute(Namespace.LANGUAGE, language.isEmpty() ? null : language)
            .text(name)
            .build());
    return element.withContent(content);
  }

  /** The names in an element by their languages. */
  static Map<String, String> names(XmlElement element) {
    var names = new LinkedHashMap<String, String>();
    for (var name : element.children(NAME)) {
      names.putIfAbsent(
          name.attribute(Namespace.LANGUAGE).map(String::strip).orElse(""), name.text());
    }
    return Collections.unmodifiableMap(names);
  }

  /** Who or what it is: a URI. */
  public String uri() {
    return required("uri");
  }

  /** Its names for people by their languages, in their order; empty where none is stated. */
  public Map<String, String> names() {
    return names(element());
  }

  /** Its instances, in their order. */
  public List<ResourceInstance> instances() {
    return parts(ResourceInstance.INSTANCE, ResourceInstance::new);
  }

  /** The instance of an id. */
  public Optional<ResourceInstance> instance(String id) {
    return instances().stream().filter(instance -> instance.id().equals(id)).findFirst();
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(NAME, ResourceInstance.INSTANCE);
  }

  /** The same with other instances. */
  ListedResource with(Iterable<ResourceInstance> instances) {
    var now = new ArrayList<XmlNode>();
    for (var node : element().content()) {
      if (!(node instanceof XmlElement child && child.is(ResourceInstance.INSTANCE))) {
        now.add(node);
      }
    }
    instances.forEach(instance -> now.add(instance.element()));
    return new ListedResource(element().withContent(now));
  }

  /** What is known after this change: instances are found by id, what has no news stays. */
  ListedResource mergedInto(ListedResource older) {
    Map<String, ResourceInstance> all = new LinkedHashMap<>();
    older.instances().forEach(instance -> all.put(instance.id(), instance));
    for (var instance : instances()) {
      var before = all.get(instance.id());
      boolean silent = instance.cid().isEmpty() && instance.phase() == InstancePhase.ACTIVE;
      all.put(
          instance.id(),
          silent && before != null ? instance.withCid(before.cid().orElse(null)) : instance);
    }
    var merged = with(all.values());
    if (names().isEmpty()) {
      for (var name : older.names().entrySet()) {
        merged = merged.named(name.getValue(), name.getKey());
      }
    }
    return merged;
  }

  String line() {
    return names().values().stream().findFirst().map(name -> name + " ").orElse("")
        + uri()
        + ": "
        + (instances().isEmpty()
            ? "nothing known"
            : instances().stream().map(ResourceInstance::line).collect(Collectors.joining(", ")));
  }
}
