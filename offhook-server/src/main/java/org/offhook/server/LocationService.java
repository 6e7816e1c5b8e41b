package org.offhook.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.offhook.loop.Loop;
import org.offhook.message.Contact;
import org.offhook.message.SipRequest;

/** Who is where: users and their bindings (RFC 3261 §10.2.1, §10.3). */
final class LocationService {

  private static final long NANOS = 1_000_000_000L;
  private static final int MAX_BINDINGS = 50;

  private final Loop loop;
  private final RegisteredFlows flows;
  private final Map<String, List<StoredBinding>> users = new LinkedHashMap<>();
  private Watch watch = (user, before, after) -> {};

  /** Is told that the bindings of a user changed. */
  @FunctionalInterface
  interface Watch {
    void changed(String user, List<StoredBinding> before, List<StoredBinding> after);
  }

  LocationService(Loop loop, RegisteredFlows flows) {
    this.loop = loop;
    this.flows = flows;
  }

  void watch(Watch watching) {
    watch = watching;
  }

  int users() {
    return users.size();
  }

  /** The bindings of a user, the most preferred first; empty if there are none. */
  List<StoredBinding> of(String user) {
    var found = new ArrayList<>(users.getOrDefault(user, List.of()));
    found.sort(Comparator.comparingDouble(StoredBinding::q).reversed());
    return found;
  }

  List<Binding> all() {
    long now = loop.time().nanos();
    var all = new ArrayList<Binding>();
    users.forEach(
        (user, bindings) -> bindings.forEach(binding -> all.add(binding.view(user, now))));
    return List.copyOf(all);
  }

  /**
   * Changes the bindings of a user as a REGISTER asks, wholly or not at all.
   *
   * @return false if the request is older than a binding of the same Call-ID: nothing was changed
   */
  boolean change(
      String user, RegistrationChange change, SipRequest register, StoredBinding.Origin origin) {
    var before = users.getOrDefault(user, List.of());
    return switch (change) {
      case RegistrationChange.Refused refused -> false;
      case RegistrationChange.RemoveAll all -> {
        boolean inOrder = before.stream().noneMatch(binding -> isOlder(register, binding));
        if (inOrder) {
          replace(user, before, List.of());
        }
        yield inOrder;
      }
      case RegistrationChange.Update update -> update(user, update, register, origin);
    };
  }

  private boolean update(
      String user,
      RegistrationChange.Update update,
      SipRequest register,
      StoredBinding.Origin origin) {
    var before = users.getOrDefault(user, List.of());
    var after = new ArrayList<>(before);
    for (var wanted : update.contacts()) {
      for (var binding : before) {
        if (isSame(binding.contact(), wanted.contact()) && isOlder(register, binding)) {
          return false;
        }
      }
      after.removeIf(binding -> isSame(binding.contact(), wanted.contact()));
      if (wanted.seconds() > 0) {
        long endsAt = loop.time().nanos() + wanted.seconds() * NANOS;
        after.add(new StoredBinding(wanted.contact(), origin, endsAt));
      }
    }
    if (after.size() > MAX_BINDINGS) {
      return false;
    }
    replace(user, before, after);
    return true;
  }

  private static boolean isSame(Contact one, Contact other) {
    return OutboundBinding.isSame(one, other);
  }

  private static boolean isOlder(SipRequest register, StoredBinding binding) {
    return binding.origin().callId().equals(register.callId())
        && register.cSeq().number() <= binding.origin().cseq();
  }

  private void replace(String user, List<StoredBinding> before, List<StoredBinding> after) {
    for (var binding : before) {
      if (!after.contains(binding)) {
        binding.stop();
        flows.forget(binding);
      }
    }
    if (after.isEmpty()) {
      users.remove(user);
    } else {
      users.put(user, List.copyOf(after));
    }
    long now = loop.time().nanos();
    for (var binding : after) {
      if (!before.contains(binding)) {
        long nanos = binding.secondsLeft(now) * NANOS;
        Runnable over = () -> expired(user, binding);
        binding.begin(loop.after(nanos, over), over);
        flows.learn(binding);
      }
    }
    watch.changed(user, before, after);
  }

  private void expired(String user, StoredBinding binding) {
    var before = users.getOrDefault(user, List.of());
    replace(user, before, before.stream().filter(one -> one != binding).toList());
  }

  /** Forgets everything. */
  void close() {
    List.copyOf(users.keySet())
        .forEach(user -> replace(user, users.getOrDefault(user, List.of()), List.of()));
  }
}
