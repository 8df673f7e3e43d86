"""What reviewers and advertisers do about reviews: decisions, results, appeals, urging."""
