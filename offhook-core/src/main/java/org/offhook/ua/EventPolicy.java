package org.offhook.ua;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.offhook.message.Method;

/**
 * What an agent notifies of, and what it does about NOTIFYs that nobody subscribed to: RFC 6665
 * §4.2. Immutable; any thread.
 *
 * @param packages what may be subscribed to here
 * @param unsolicited whether a NOTIFY outside any subscription is accepted and told; else it is
 *     answered 481
 * @param ownDialogs whether subscriptions to {@code dialog} (RFC 4235) are accepted by themselves,
 *     and told the agent's own calls
 * @param most how many subscriptions there may be of others; beyond that SUBSCRIBE is refused with
 *     503
 */
public record EventPolicy(
    List<EventPackage> packages, boolean unsolicited, boolean ownDialogs, int most) {

  /** Nothing may be subscribed to, and unsolicited NOTIFYs are refused. */
  public static final EventPolicy DEFAULT = new EventPolicy(List.of(), false, false, 10_000);

  /** Keeps a copy, and checks that each package is named once. */
  public EventPolicy {
    packages = List.copyOf(ownDialogs ? withDialog(packages) : packages);
    if (packages.stream().map(EventPackage::name).distinct().count() < packages.size()) {
      throw new IllegalArgumentException("an event package is named twice: " + packages);
    }
    if (most < 0) {
      throw new IllegalArgumentException("there cannot be fewer than 0 subscriptions: " + most);
    }
  }

  private static List<EventPackage> withDialog(List<EventPackage> packages) {
    var served = new ArrayList<>(packages);
    if (packages.stream().noneMatch(one -> one.name().equals(EventPackage.DIALOG.name()))) {
      served.add(EventPackage.DIALOG);
    }
    return served;
  }

  /** The same with other packages. */
  public EventPolicy withPackages(List<EventPackage> served) {
    return new EventPolicy(served, unsolicited, ownDialogs, most);
  }

  /** The same with another {@link #unsolicited}. */
  public EventPolicy withUnsolicited(boolean accepted) {
    return new EventPolicy(packages, accepted, ownDialogs, most);
  }

  /** The same with another {@link #ownDialogs}; true adds the package {@code dialog}. */
  public EventPolicy withOwnDialogs(boolean told) {
    return new EventPolicy(packages, unsolicited, told, most);
  }

  /** The same with another {@link #most}. */
  public EventPolicy withMost(int subscriptions) {
    return new EventPolicy(packages, unsolicited, ownDialogs, subscriptions);
  }

  /**
   * The package of that name, if it or {@link EventPackage#ANY} is served; names compare with case
   * (RFC 6665 §8.2.1).
   */
  public Optional<EventPackage> find(String name) {
    return named(name)
        .or(
            () ->
                name.equals("refer")
                    ? Optional.empty()
                    : named(EventPackage.ANY.name()).map(any -> any.withName(name)));
  }

  private Optional<EventPackage> named(String name) {
    for (var one : packages) {
      if (one.name().equals(name)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** The names for Allow-Events: RFC 6665 §4.4.4; {@code refer} where REFER is served. */
  public List<String> names(Capabilities can) {
    var names = new ArrayList<String>();
    if (can.allows(Method.SUBSCRIBE)) {
      packages.forEach(one -> names.add(one.name()));
      names.remove(EventPackage.ANY.name());
    }
    if (can.allows(Method.REFER) && !names.contains("refer")) {
      names.add("refer");
    }
    return names;
  }
}
