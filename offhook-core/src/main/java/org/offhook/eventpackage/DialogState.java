package org.offhook.eventpackage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How one dialog of the watched side stands: RFC 4235 §4.1.1.
 *
 * <pre>{@code
 * var ringing =
 *     DialogState.builder("d1", DialogPhase.EARLY)
 *         .names(new DialogNames("a84b4c76e66710", "hh76a", "1928301774"))
 *         .role(DialogRole.RECIPIENT)
 *         .remote(DialogParty.builder().identity("sip:bob@example.com", "Bob").build())
 *         .build();
 * }</pre>
 */
public final class DialogState extends XmlPart {

  static final XmlName DIALOG = new XmlName(Namespace.DIALOG_INFO, "dialog");
  private static final XmlName STATE = new XmlName(Namespace.DIALOG_INFO, "state");
  private static final XmlName DURATION = new XmlName(Namespace.DIALOG_INFO, "duration");
  private static final XmlName REPLACES = new XmlName(Namespace.DIALOG_INFO, "replaces");
  private static final XmlName REFERRED_BY = new XmlName(Namespace.DIALOG_INFO, "referred-by");
  private static final XmlName ROUTE_SET = new XmlName(Namespace.DIALOG_INFO, "route-set");
  private static final XmlName HOP = new XmlName(Namespace.DIALOG_INFO, "hop");

  DialogState(XmlElement element) {
    super(element);
  }

  /**
   * Begins the state of a dialog.
   *
   * @param id tells it from the other dialogs of the watched side
   */
  public static Builder builder(String id, DialogPhase phase) {
    return new Builder(id, phase);
  }

  static void check(XmlElement element) {
    require(element, "id");
    var state = element.child(STATE);
    if (state.isEmpty()) {
      throw new XmlFault("<dialog> has no <state>");
    }
    if (word(DialogPhase.class, state.get().text()).isEmpty()) {
      throw new XmlFault("<dialog> is in the state '" + state.get().text() + "', which is unknown");
    }
  }

  /** Tells it from the other dialogs of the watched side; stays for its whole life. */
  public String id() {
    return required("id");
  }

  /** Call-ID and tags; empty if they are kept private. */
  public Optional<DialogNames> names() {
    return DialogNames.of(element());
  }

  /** Who made the call. */
  public Optional<DialogRole> role() {
    return attribute("direction").flatMap(text -> word(DialogRole.class, text));
  }

  /** How far it is. */
  public DialogPhase phase() {
    return text(STATE)
        .flatMap(text -> word(DialogPhase.class, text))
        .orElse(DialogPhase.TERMINATED);
  }

  /** Why it is over. */
  public Optional<DialogEnd> end() {
    return stateAttribute("event").flatMap(text -> word(DialogEnd.class, text));
  }

  /** The code of the answer that brought it here. */
  public OptionalInt code() {
    var code = stateAttribute("code").map(XmlPart::digits);
    return code.isPresent() && code.get().isPresent() && code.get().getAsLong() <= 699
        ? OptionalInt.of((int) code.get().getAsLong())
        : OptionalInt.empty();
  }

  private Optional<String> stateAttribute(String name) {
    return element().child(STATE).flatMap(state -> state.attribute(name)).map(String::strip);
  }

  /** How long it is confirmed. */
  public Optional<Duration> duration() {
    var seconds = text(DURATION).map(XmlPart::digits);
    return seconds.isPresent() && seconds.get().isPresent()
        ? Optional.of(Duration.ofSeconds(Math.min(seconds.get().getAsLong(), Integer.MAX_VALUE)))
        : Optional.empty();
  }

  /** The dialog whose place it took. */
  public Optional<DialogNames> replaces() {
    return element().child(REPLACES).flatMap(DialogNames::of);
  }

  /** Who asked for it: a URI. */
  public Optional<String> referredBy() {
    return text(REFERRED_BY);
  }

  /** The route set, nearest first. */
  public List<String> routeSet() {
    return element().child(ROUTE_SET).stream()
        .flatMap(route -> route.children(HOP).stream())
        .map(XmlElement::text)
        .toList();
  }

  /** The watched side. */
  public Optional<DialogParty> local() {
    return element().child(DialogParty.LOCAL).map(DialogParty::new);
  }

  /** The other side. */
  public Optional<DialogParty> remote() {
    return element().child(DialogParty.REMOTE).map(DialogParty::new);
  }

  /** Elements that have no accessor here. */
  public List<XmlElement> extensions() {
    return beside(
        STATE, DURATION, REPLACES, REFERRED_BY, ROUTE_SET, DialogParty.LOCAL, DialogParty.REMOTE);
  }

  String line() {
    var line = new StringBuilder(id()).append(": ").append(phase());
    end().ifPresent(why -> line.append(" (").append(why).append(')'));
    code().ifPresent(code -> line.append(' ').append(code));
    role().ifPresent(r -> line.append(r == DialogRole.INITIATOR ? ", call to " : ", call from "));
    remote()
        .ifPresent(side -> line.append(role().isPresent() ? "" : ", with ").append(side.line()));
    duration().ifPresent(time -> line.append(", for ").append(time.toSeconds()).append(" s"));
    return line.toString();
  }

  /** Makes the state of a dialog; belongs to one thread. */
  public static final class Builder {

    private final String id;
    private final DialogPhase phase;
    private @Nullable DialogEnd end;
    private int code;
    private @Nullable DialogNames names;
    private @Nullable DialogRole role;
    private @Nullable Duration duration;
    private @Nullable DialogParty local;
    private @Nullable DialogParty remote;
    private final List<XmlElement> others = new ArrayList<>();

    private Builder(String id, DialogPhase phase) {
      this.id = id;
      this.phase = phase;
    }

    /** Why it is over. */
    public Builder end(DialogEnd why) {
      end = why;
      return this;
    }

    /** The code of the answer that brought it here. */
    public Builder code(int status) {
      code = status;
      return this;
    }

    /** Call-ID and tags. */
    public Builder names(DialogNames identifiers) {
      names = identifiers;
      return this;
    }

    /** Who made the call. */
    public Builder role(DialogRole who) {
      role = who;
      return this;
    }

    /** How long it is confirmed; whole seconds are kept. */
    public Builder duration(Duration time) {
      duration = time;
      return this;
    }

    /** The dialog whose place it took. */
    public Builder replaces(DialogNames other) {
      var element = XmlElement.builder(REPLACES);
      other.write(element);
      others.add(element.build());
      return this;
    }

    /** Who asked for it. */
    public Builder referredBy(String uri) {
      others.add(XmlElement.of(REFERRED_BY, uri));
      return this;
    }

    /** The watched side. */
    public Builder local(DialogParty side) {
      local = side;
      return this;
    }

    /** The other side. */
    public Builder remote(DialogParty side) {
      remote = side;
      return this;
    }

    /** Adds an element that has no verb here. */
    public Builder extension(XmlElement element) {
      others.add(element);
      return this;
    }

    /** The state. */
    public DialogState build() {
      var dialog = XmlElement.builder(DIALOG).attribute("id", id);
      if (names != null) {
        names.write(dialog);
      }
      dialog.attribute("direction", role == null ? null : role.toString());
      dialog.child(
          XmlElement.builder(STATE)
              .attribute("event", end == null ? null : end.toString())
              .attribute("code", code == 0 ? null : Integer.toString(code))
              .text(phase.toString())
              .build());
      dialog.child(DURATION, duration == null ? null : Long.toString(duration.toSeconds()));
      dialog.children(others);
      if (local != null) {
        dialog.child(local.as(DialogParty.LOCAL).element());
      }
      if (remote != null) {
        dialog.child(remote.as(DialogParty.REMOTE).element());
      }
      return new DialogState(dialog.build());
    }
  }
}
