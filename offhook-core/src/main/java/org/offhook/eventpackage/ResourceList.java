package org.offhook.eventpackage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.BodyPart;
import org.offhook.message.MediaType;
import org.offhook.message.Multipart;

/**
 * The states of all resources of a list, told by one subscription: {@code multipart/related} whose
 * root is {@code application/rlmi+xml}, RFC 4662 §4 and §5. Immutable; any thread.
 *
 * <pre>{@code
 * var friends = endpoint.subscribe(
 *     SubscribeOptions.to("sip:friends@example.com", "presence").resourceList());
 * friends.awaitOk();
 * var list = friends.state(BodyFormat.RESOURCE_LIST).orElseThrow();
 * for (var resource : list.resources()) {
 *   System.out.println(resource.uri() + ": " + list.states(resource, BodyFormat.PRESENCE));
 * }
 * }</pre>
 */
public final class ResourceList implements PartialState<ResourceList> {

  /** {@code multipart/related}. */
  public static final MediaType TYPE = MediaType.of("multipart", "related");

  /** {@code application/rlmi+xml}, the root part. */
  public static final MediaType RLMI = MediaType.of("application", "rlmi+xml");

  private static final XmlName ROOT = new XmlName(Namespace.RLMI, "list");

  private final XmlElement element;
  private final Map<String, ListedBody> bodies;

  private ResourceList(XmlElement element, Collection<ListedBody> bodies) {
    this.element = element;
    var byId = new LinkedHashMap<String, ListedBody>();
    bodies.forEach(body -> byId.putIfAbsent(body.contentId(), body));
    this.bodies = Collections.unmodifiableMap(byId);
  }

  /** All resources of a list. */
  public static ResourceList full(
      String uri, long version, List<ListedResource> resources, List<ListedBody> bodies) {
    return new ResourceList(root(uri, version, true, resources), bodies);
  }

  /** The resources of a list that changed. */
  public static ResourceList partial(
      String uri, long version, List<ListedResource> resources, List<ListedBody> bodies) {
    return new ResourceList(root(uri, version, false, resources), bodies);
  }

  private static XmlElement root(
      String uri, long version, boolean full, Collection<ListedResource> resources) {
    var root =
        XmlElement.builder(ROOT)
            .attribute("uri", uri)
            .attribute("version", Long.toString(version))
            .attribute("fullState", Boolean.toString(full));
    resources.forEach(resource -> root.child(resource.element()));
    return root.build();
  }

  // --- reading ---

  /**
   * Reads a body of a type; never throws on what is in the bytes.
   *
   * <p>Tolerance: {@code application/rlmi+xml} alone is a list without states, and a type without
   * boundary has the one of the body's first delimiter.
   */
  public static BodyResult<ResourceList> parse(MediaType type, byte[] body) {
    if (RLMI.matches(type)) {
      return read(body, List.of());
    }
    if (!TYPE.matches(type)) {
      return new BodyResult.Invalid<>("a body of " + type + ", not " + TYPE, 0);
    }
    Multipart whole;
    try {
      whole = Multipart.parse(withBoundary(type, body), body);
    } catch (IllegalArgumentException fault) {
      return new BodyResult.Invalid<>("no multipart: " + fault.getMessage(), 0);
    }
    var root = root(type, whole.parts());
    if (!RLMI.matches(root.contentType())) {
      return new BodyResult.Invalid<>(
          "the root part is " + root.contentType() + ", not " + RLMI, 0);
    }
    return read(
        root.content(),
        whole.parts().stream()
            .filter(part -> part != root)
            .flatMap(part -> ListedBody.of(part).stream())
            .toList());
  }

  private static BodyResult<ResourceList> read(byte[] root, List<ListedBody> bodies) {
    return XmlBody.parse(
        root, ROOT, List.of(), ResourceList::check, list -> new ResourceList(list, bodies));
  }

  private static void check(XmlElement root) {
    XmlPart.require(root, "uri");
    XmlPart.requireNumber(root, "version");
    XmlPart.require(root, "fullState");
    root.children(ListedResource.RESOURCE).forEach(ListedResource::check);
  }

  /**
   * The part that {@code start} names, else the first (RFC 2387 §3.2). Tolerance: the first also
   * where {@code start} names none.
   */
  private static BodyPart root(MediaType type, List<BodyPart> parts) {
    var start = type.params().get("start").map(ResourceList::bare);
    return parts.stream()
        .filter(part -> start.isPresent() && part.contentId().equals(start))
        .findFirst()
        .orElse(parts.getFirst());
  }

  private static String bare(String id) {
    return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
  }

  private static MediaType withBoundary(MediaType type, byte[] body) {
    if (type.params().has("boundary")) {
      return type;
    }
    var line = new StringBuilder();
    for (int i = 0; i < Math.min(body.length, 72) && body[i] > ' '; i++) {
      line.append((char) body[i]);
    }
    return line.length() > 2 && line.indexOf("--") == 0
        ? type.with("boundary", line.substring(2))
        : type;
  }

  // --- what it says ---

  /** The root with all that is in it. */
  public XmlElement element() {
    return element;
  }

  /** The list: a URI. */
  public String uri() {
    return element.attribute("uri").map(String::strip).orElse("");
  }

  @Override
  public long version() {
    return XmlPart.digits(element.attribute("version").orElse("").strip()).orElse(0);
  }

  /** Tolerance: anything but {@code false} and {@code 0} is taken as full. */
  @Override
  public boolean isFull() {
    var said = element.attribute("fullState").orElse("").strip();
    return !said.equalsIgnoreCase("false") && !said.equals("0");
  }

  /** The list's names for people by their languages; an empty one where none is stated. */
  public Map<String, String> names() {
    return ListedResource.names(element);
  }

  /** The same with one more name for people, in a language such as {@code en}. */
  public ResourceList named(String name, String language) {
    return new ResourceList(ListedResource.withName(element, name, language), bodies.values());
  }

  /** The resources of the document, in their order. */
  public List<ListedResource> resources() {
    return element.children(ListedResource.RESOURCE).stream().map(ListedResource::new).toList();
  }

  /** The resource of a URI, as written. */
  public Optional<ListedResource> resource(String uri) {
    return resources().stream().filter(resource -> resource.uri().equals(uri)).findFirst();
  }

  /** The parts that have states, in their order. */
  public List<ListedBody> bodies() {
    return List.copyOf(bodies.values());
  }

  /** The state of an instance; empty if it has none, or names a part that is not there. */
  public Optional<ListedBody> body(ResourceInstance instance) {
    return instance.cid().map(bodies::get);
  }

  /** The states of all instances of a resource in their types; what is unreadable is left out. */
  public <T> List<T> states(ListedResource resource, BodyFormat<T> format) {
    return resource.instances().stream()
        .flatMap(instance -> body(instance).stream())
        .flatMap(body -> body.as(format).body().stream())
        .toList();
  }

  // --- adding up ---

  /**
   * Resources are found by URI and instances by id. Instances that are over are told once and then
   * left out; an active one that is told without its state keeps the one that is known.
   */
  @Override
  public ResourceList mergedInto(ResourceList older) {
    var states = new LinkedHashMap<>(bodies);
    Map<String, ListedResource> all = new LinkedHashMap<>();
    for (var resource : older.resources()) {
      var kept = new ArrayList<ResourceInstance>();
      for (var instance : resource.instances()) {
        if (instance.phase() != InstancePhase.TERMINATED) {
          kept.add(older.carriedOver(instance, states));
        }
      }
      all.put(resource.uri(), resource.with(kept));
    }
    for (var resource : resources()) {
      var before = all.get(resource.uri());
      all.put(resource.uri(), before == null ? resource : resource.mergedInto(before));
    }
    var others = new ArrayList<XmlNode>(beside().isEmpty() ? older.beside() : beside());
    all.values().forEach(resource -> others.add(resource.element()));
    var merged = root(uri(), version(), true, List.of()).withContent(others);
    var used = new ResourceList(merged, states.values());
    return new ResourceList(merged, used.usedBodies());
  }

  /** Puts the state of an instance beside newer ones, under another name if theirs is the same. */
  private ResourceInstance carriedOver(ResourceInstance instance, Map<String, ListedBody> states) {
    var body = body(instance);
    if (body.isEmpty()) {
      return instance;
    }
    var id = body.get().contentId();
    while (states.containsKey(id) && !body.get().named(id).equals(states.get(id))) {
      id = version() + "." + id;
    }
    states.put(id, body.get().named(id));
    return instance.withCid(id);
  }

  private List<XmlElement> beside() {
    return element.children().stream().filter(c -> !c.is(ListedResource.RESOURCE)).toList();
  }

  private List<ListedBody> usedBodies() {
    return resources().stream()
        .flatMap(resource -> resource.instances().stream())
        .flatMap(instance -> body(instance).stream())
        .toList();
  }

  // --- writing ---

  private Multipart multipart() {
    var id = "rlmi@list.invalid";
    while (bodies.containsKey(id)) {
      id = "root." + id;
    }
    var parts = new ArrayList<BodyPart>();
    var root = element.toString().getBytes(StandardCharsets.UTF_8);
    parts.add(ListedBody.of(id, RLMI.with("charset", "UTF-8"), root).part());
    bodies.values().forEach(body -> parts.add(body.part()));
    return Multipart.of(TYPE.with("type", RLMI.toString()).with("start", "<" + id + ">"), parts);
  }

  /** {@code multipart/related} with the boundary of {@link #toBytes}. */
  @Override
  public MediaType mediaType() {
    return multipart().type();
  }

  @Override
  public byte[] toBytes() {
    return multipart().toBytes();
  }

  @Override
  public List<String> describe() {
    var lines = new ArrayList<String>();
    var named = names().values().stream().findFirst().map(name -> name + " ").orElse("");
    lines.add(named + uri() + " (version " + version() + (isFull() ? ", full)" : ", partial)"));
    resources().forEach(resource -> lines.add("  " + resource.line()));
    return lines;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResourceList list
        && element.equals(list.element)
        && bodies.equals(list.bodies);
  }

  @Override
  public int hashCode() {
    return 31 * element.hashCode() + bodies.hashCode();
  }

  @Override
  public String toString() {
    return String.join("\n", describe());
  }
}
