package checks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// installClamd is how to get what scans.
const installClamd = "install clamav-daemon, and set [virus] folder in report.ini"

// mostFound is how many findings are told one by one: who fills the folder must not
// fill the report.
const mostFound = 500

// Viruses has a clamd scan a folder. What was found is listed, and what could not
// be scanned as well: nothing is well that nobody looked at.
func Viruses(ctx context.Context, folder, address string) (found []model.Safety, why *model.NotLooked) {
	if folder == "" {
		return nil, &model.NotLooked{Section: "Viruses", Why: "no folder is named", How: installClamd}
	}
	c, err := clamd(ctx, address)
	if err != nil {
		return nil, &model.NotLooked{Section: "Viruses", Why: model.Clean(err.Error()), How: installClamd}
	}
	scanned, more := 0, 0
	for scan, err := range c.ScanTree(ctx, folder, nil) {
		if len(found) >= mostFound {
			if err != nil || scan.Finding != nil {
				more++
			}
			continue
		}
		if err != nil {
			found = append(found, model.Safety{Rank: model.NoData, What: folder, Text: model.Clean(err.Error())})
			continue
		}
		scanned++
		if f := scan.Finding; f != nil {
			rank := model.Critical
			if f.Status != clam.Found {
				rank = model.NoData // it was not scanned, whatever it is
			}
			found = append(found, model.Safety{Rank: rank, What: model.Clean(scan.Name), Text: model.Clean(string(f.Status) + " " + f.Reason)})
		}
	}
	slices.SortStableFunc(found, func(a, b model.Safety) int { return strings.Compare(a.What, b.What) })
	if more > 0 {
		found = append(found, model.Safety{Rank: model.Critical, What: folder, Text: fmt.Sprintf("%d more findings, not shown one by one", more)})
	}
	if len(found) == 0 {
		found = []model.Safety{{Rank: model.OK, What: folder, Text: fmt.Sprintf("%s scanned, nothing found", model.Plural(scanned, "file"))}}
	}
	return found, nil
}

var errNoClamd = errors.New("no clamd answers")

func clamd(ctx context.Context, address string) (*clam.Client, error) {
	if address == "" {
		return clam.ClamdAgnostic(ctx, nil)
	}
	c, err := clam.NewClamdUnixSocket(ctx, address, nil)
	if err != nil {
		return nil, errors.Join(errNoClamd, err)
	}
	return c.Client, nil
}
