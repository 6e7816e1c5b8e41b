package org.offhook.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;

/**
 * One member of the target set of a request (RFC 3261 §16.5).
 *
 * @param uri its Request-URI
 * @param path routes on the way to it (RFC 3327)
 * @param flow the flow to take, and no other (RFC 5626 §5.3); null: where the routing leads
 * @param otherwise further flows of the same instance, to try one after the other (RFC 5626 §6)
 */
record Target(Uri uri, List<NameAddr> path, @Nullable Flow flow, List<Target> otherwise) {

  static Target of(Uri uri) {
    return new Target(uri, List.of(), null, List.of());
  }

  /** What is sent along a flow. */
  static Target by(Flow flow, Uri uri) {
    return new Target(uri, List.of(), flow, List.of());
  }

  /** The targets for some bindings, preferred ones first: one for all flows of an instance. */
  static List<Target> of(List<StoredBinding> bindings) {
    var groups = new LinkedHashMap<Object, List<Target>>();
    for (var binding : bindings) {
      // No SIP request can be sent to a contact of another kind.
      if (binding.contact().uri() instanceof SipUri) {
        boolean isFlow = binding.origin().outbound();
        Object group = isFlow ? OutboundBinding.instance(binding.contact()) : binding;
        groups.computeIfAbsent(group, any -> new ArrayList<>()).addFirst(of(binding));
      }
    }
    return groups.values().stream().map(Target::together).toList();
  }

  private static Target of(StoredBinding binding) {
    var origin = binding.origin();
    boolean direct = origin.outbound() && origin.path().isEmpty();
    return new Target(
        binding.contact().uri(), origin.path(), direct ? origin.flow() : null, List.of());
  }

  private static Target together(List<Target> flows) {
    var first = flows.getFirst();
    return new Target(
        first.uri(), first.path(), first.flow(), List.copyOf(flows.subList(1, flows.size())));
  }
}
