package org.offhook.eventpackage;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.offhook.message.MediaType;
import org.offhook.message.SipFrag;

/**
 * The body of an event package, as a reader of it: RFC 6665 §5.4.5.
 *
 * <pre>{@code
 * var summary = BodyFormat.MESSAGE_SUMMARY.parse(body);
 * BodyFormat.of("dialog").ifPresent(known -> System.out.println(known.mediaType()));
 * }</pre>
 *
 * @param <T> the body
 */
public final class BodyFormat<T> {

  /** {@code presence}: RFC 3856. */
  public static final BodyFormat<Presence> PRESENCE =
      new BodyFormat<>("presence", Presence.TYPE, Presence::parse);

  /** {@code message-summary}: RFC 3842. */
  public static final BodyFormat<MessageSummary> MESSAGE_SUMMARY =
      new BodyFormat<>("message-summary", MessageSummary.TYPE, MessageSummary::parse);

  /** {@code dialog}: RFC 4235. */
  public static final BodyFormat<DialogInfo> DIALOG =
      new BodyFormat<>("dialog", DialogInfo.TYPE, DialogInfo::parse);

  /** {@code reg}: RFC 3680. */
  public static final BodyFormat<RegInfo> REG =
      new BodyFormat<>("reg", RegInfo.TYPE, RegInfo::parse);

  /** {@code conference}: RFC 4575. */
  public static final BodyFormat<ConferenceInfo> CONFERENCE =
      new BodyFormat<>("conference", ConferenceInfo.TYPE, ConferenceInfo::parse);

  /** {@code refer}: RFC 3515. */
  public static final BodyFormat<SipFrag> REFER =
      new BodyFormat<>("refer", SipFrag.TYPE, body -> new BodyResult.Parsed<>(SipFrag.parse(body)));

  /**
   * Lists of resources in any package, where {@code SubscribeOptions.resourceList()} asked for
   * them: RFC 4662. Not among the {@link #known} ones, since it is the body of no package alone.
   */
  public static final BodyFormat<ResourceList> RESOURCE_LIST =
      new BodyFormat<>(
          "eventlist", List.of(ResourceList.TYPE, ResourceList.RLMI), ResourceList::parse);

  private static final List<BodyFormat<?>> KNOWN =
      List.of(PRESENCE, MESSAGE_SUMMARY, DIALOG, REG, CONFERENCE, REFER);

  private final String name;
  private final List<MediaType> types;
  private final BiFunction<MediaType, byte[], BodyResult<T>> reader;

  private BodyFormat(String name, MediaType mediaType, Function<byte[], BodyResult<T>> reader) {
    this(name, List.of(mediaType), (type, body) -> reader.apply(body));
  }

  private BodyFormat(
      String name, List<MediaType> types, BiFunction<MediaType, byte[], BodyResult<T>> reader) {
    this.name = name;
    this.types = types;
    this.reader = reader;
  }

  /**
   * The body of a package of one's own.
   *
   * @param name as in Event
   * @param mediaType the body that NOTIFY has without Accept
   * @param reader reads that body; must not throw on what is in the bytes
   */
  public static <T> BodyFormat<T> of(
      String name, MediaType mediaType, Function<byte[], BodyResult<T>> reader) {
    return new BodyFormat<>(name, mediaType, reader);
  }

  /** The body of the package of a name, if it is typed here. */
  public static Optional<BodyFormat<?>> of(String name) {
    for (var known : KNOWN) {
      if (known.name.equals(name)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The packages whose bodies are typed here. */
  public static List<BodyFormat<?>> known() {
    return KNOWN;
  }

  /** The name of the package, as in Event. */
  public String name() {
    return name;
  }

  /** The type of the body. */
  public MediaType mediaType() {
    return types.getFirst();
  }

  /** Reads a body; never throws on what is in the bytes. */
  public BodyResult<T> parse(byte[] body) {
    return reader.apply(mediaType(), body);
  }

  /** Reads a body that states its type; another type is a fault. */
  public BodyResult<T> parse(MediaType type, byte[] body) {
    return types.stream().anyMatch(known -> known.matches(type))
        ? reader.apply(type, body)
        : new BodyResult.Invalid<>("a body of " + type + ", not " + mediaType(), 0);
  }

  @Override
  public String toString() {
    return name;
  }
}
