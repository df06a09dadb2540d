// What Flux' kustomize-controller does with a manifest, by the libraries that it is made of.
//
//	flux-apply apply FILE   applies the objects of a file, and prints what that did to each
//	flux-apply diff FILE    prints how each differs from the cluster, as drift detection sees it
//	flux-apply status FILE  prints what kstatus makes of each in the cluster
//	flux-apply wait FILE    waits until kstatus says that all are current; fails when one has failed
//
// Each line of the output is KIND/NAMESPACE/NAME and the answer. The cluster is the one of $KUBECONFIG.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/fluxcd/cli-utils/pkg/kstatus/polling"
	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/fluxcd/pkg/ssa"
	"github.com/fluxcd/pkg/ssa/utils"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

func main() {
	if len(os.Args) != 3 {
		fail(fmt.Errorf("use: flux-apply apply|diff|status|wait FILE"))
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "flux-apply:", err)
	os.Exit(1)
}

func run(ctx context.Context, command, path string) error {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	cluster, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	objects, err := read(path)
	if err != nil {
		return err
	}
	poller := polling.NewStatusPoller(cluster, cluster.RESTMapper(), polling.Options{})
	// The names that kustomize-controller gives itself.
	manager := ssa.NewResourceManager(cluster, poller, ssa.Owner{
		Field: "kustomize-controller", Group: "kustomize.toolkit.fluxcd.io"})
	switch command {
	case "apply":
		changes, err := manager.ApplyAllStaged(ctx, objects, ssa.DefaultApplyOptions())
		if err != nil {
			return err
		}
		for _, change := range changes.Entries {
			fmt.Println(change.Subject, change.Action)
		}
		return nil
	case "wait":
		return manager.Wait(objects, ssa.WaitOptions{
			Interval: 100 * time.Millisecond, Timeout: 30 * time.Second, FailFast: true})
	}
	for _, object := range objects {
		var answer string
		switch command {
		case "diff":
			change, _, _, err := manager.Diff(ctx, object, ssa.DefaultDiffOptions())
			if err != nil {
				return err
			}
			answer = change.Action.String()
		case "status":
			if err := cluster.Get(ctx, client.ObjectKeyFromObject(object), object); err != nil {
				return err
			}
			result, err := status.Compute(object)
			if err != nil {
				return err
			}
			answer = result.Status.String() + " " + result.Message
		default:
			return fmt.Errorf("there is no command %s", command)
		}
		fmt.Println(utils.FmtUnstructured(object), answer)
	}
	return nil
}

func read(path string) ([]*unstructured.Unstructured, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return utils.ReadObjects(file)
}
