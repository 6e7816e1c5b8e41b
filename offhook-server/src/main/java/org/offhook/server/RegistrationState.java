package org.offhook.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offhook.eventpackage.ContactChange;
import org.offhook.eventpackage.RegInfo;
import org.offhook.eventpackage.RegisteredAor;
import org.offhook.eventpackage.RegisteredContact;
import org.offhook.eventpackage.RegisteredState;
import org.offhook.loop.Loop;

/** The registrations of the users as those who watch them are told: RFC 3680. On the loop. */
final class RegistrationState {

  /** Contacts of one user: how each came to be, and those that went last. */
  private static final class Known {
    private final Map<String, ContactChange> changes = new HashMap<>();
    private List<RegisteredContact> gone = List.of();
  }

  private final Loop loop;
  private final LocationService location;
  private final Map<String, Known> users = new HashMap<>();

  RegistrationState(Loop loop, LocationService location) {
    this.loop = loop;
    this.location = location;
  }

  /** The bindings of a user changed. */
  void changed(String user, List<StoredBinding> before, List<StoredBinding> after) {
    var known = users.computeIfAbsent(user, name -> new Known());
    var kept = after.stream().map(RegistrationState::uri).toList();
    var gone = new ArrayList<RegisteredContact>();
    long now = loop.time().nanos();
    for (var binding : before) {
      if (!kept.contains(uri(binding))) {
        known.changes.remove(uri(binding));
        gone.add(
            contact(
                binding,
                binding.secondsLeft(now) == 0
                    ? ContactChange.EXPIRED
                    : ContactChange.UNREGISTERED));
      }
    }
    known.gone = List.copyOf(gone);
    for (var binding : after) {
      if (!before.contains(binding)) {
        known.changes.merge(
            uri(binding), ContactChange.REGISTERED, (was, is) -> ContactChange.REFRESHED);
      }
    }
    if (after.isEmpty() && gone.isEmpty()) {
      users.remove(user);
    }
  }

  /** The whole state of a user. */
  RegInfo state(String user, String aor, long version) {
    var known = users.getOrDefault(user, new Known());
    var contacts = new ArrayList<RegisteredContact>();
    for (var binding : location.of(user)) {
      contacts.add(
          contact(binding, known.changes.getOrDefault(uri(binding), ContactChange.REGISTERED)));
    }
    var state =
        !contacts.isEmpty()
            ? RegisteredState.ACTIVE
            : known.gone.isEmpty() ? RegisteredState.INIT : RegisteredState.TERMINATED;
    contacts.addAll(known.gone);
    return RegInfo.full(version, List.of(RegisteredAor.of(aor, "r-" + user, state, contacts)));
  }

  private RegisteredContact contact(StoredBinding binding, ContactChange change) {
    var contact =
        RegisteredContact.builder(
                "c" + Integer.toHexString(uri(binding).hashCode()), uri(binding), change)
            .request(binding.origin().callId(), binding.origin().cseq());
    if (!change.isTerminal()) {
      contact.expires(binding.secondsLeft(loop.time().nanos()));
    }
    binding.contact().q().ifPresent(contact::q);
    binding
        .contact()
        .params()
        .get("+sip.instance")
        .ifPresent(instance -> contact.parameter("+sip.instance", '"' + instance + '"'));
    return contact.build();
  }

  private static String uri(StoredBinding binding) {
    return binding.contact().uri().toString();
  }
}
