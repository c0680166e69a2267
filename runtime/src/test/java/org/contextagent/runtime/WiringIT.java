package org.contextagent.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.contextagent.runtime.testing.ContainerTest;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** What only the container can prove: that the bundles of the runtime fit together. */
@ContainerTest
public class WiringIT {

    @Inject
    BundleContext context;

    @Inject
    ServiceComponentRuntime components;

    @Test
    public void all_bundles_run() {
        List<String> notRunning = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::toString)
                .toList();
        assertEquals(List.of(), notRunning);
    }

    @Test
    public void all_components_of_ours_have_what_they_need() {
        List<String> unsatisfied = ours().flatMap(bundle -> components.getComponentDescriptionDTOs(bundle).stream())
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .filter(component -> component.state != ComponentConfigurationDTO.SATISFIED
                        && component.state != ComponentConfigurationDTO.ACTIVE)
                .map(component -> component.description.name + " " + component.failure)
                .toList();
        assertEquals(List.of(), unsatisfied);
    }

    private Stream<Bundle> ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.contextagent."));
    }
}
